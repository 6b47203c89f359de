# A file that was applied and is gone; two files with one number.
--- file migrations/0001_a.sql
create table a (i int);
--- file migrations/0002_b.sql
create table b (i int);
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- shell rm migrations/0002_b.sql
--- file migrations/0003_c.sql
create table c (i int);
--- file migrations/0003_d.sql
create table d (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a                                     1 already applied
  apply  0003_c                                     1 transaction {ms}
  apply  0003_d                                     1 transaction {ms}
==> postgres: applied 2, skipped 1
--- stderr
notice: postgres: "0003_c" and 1 more share their numbers with other files; those run in name order
notice: postgres: "0002_b" is in the ledger, but its file is not in the directory
        An older release running against a newer database looks like this.
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_a                                   {time} {ms}
  applied  0003_c                                   {time} {ms}
  applied  0003_d                                   {time} {ms}
  missing  0002_b                                   {time} {ms}
==> postgres: 3 applied, 0 pending
--- stderr
notice: postgres: "0002_b" is in the ledger, but its file is not in the directory
        An older release running against a newer database looks like this.
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations --json
--- stdout
{
  "command": "status",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      },
      "notices": [
        {
          "version": "0002_b",
          "text": "is in the ledger, but its file is not in the directory"
        }
      ],
      "migrations": [
        {
          "version": "0001_a",
          "state": "applied",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 1,
          "statements": 1
        },
        {
          "version": "0003_c",
          "state": "applied",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 1,
          "statements": 1
        },
        {
          "version": "0003_d",
          "state": "applied",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 1,
          "statements": 1
        },
        {
          "version": "0002_b",
          "state": "missing",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 1,
          "statements": 1
        }
      ],
      "applied": 3,
      "skipped": 0,
      "pending": 0
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0

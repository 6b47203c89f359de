# verify tells where files and ledger contradict each other; what is pending is no finding.
--- file migrations/0001_a.sql
create table a (i int);
--- file migrations/0002_b.sql
create table b (i int);
--- file migrations/0004_d.sql
-- pawl: no-transaction
create table d (i int);
select 1 / 0;
--- run DATABASE_URL={postgres} pawl verify --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: good, 0 applied, 3 pending
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --to 0002_b --quiet --dir migrations
--- stdout
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl verify --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: good, 2 applied, 1 pending
--- stderr
--- exit 0
--- file migrations/0001_a.sql
create table a (i int, j int);
--- file migrations/0000_late.sql
create table late (i int);
--- shell rm migrations/0002_b.sql
--- run DATABASE_URL={postgres} pawl verify --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  out-of-order: "0000_late" is pending, but a later one is applied
  edited: "0001_a" was edited after it was applied
  missing: "0002_b" is applied, but its file is not in the directory
==> postgres: 3 findings
--- stderr
error: files and ledger contradict each other: 3 findings
--- exit 21
--- run DATABASE_URL={postgres} pawl up --allow-drift --quiet --dir migrations
--- stdout
--- stderr
error: postgres: migration "0004_d", statement 2 of 2: division by zero
  at      migrations/0004_d.sql:3:1
    1 | -- pawl: no-transaction
    2 | create table d (i int);
    3 | select 1 / 0;
      | ^
  server  ERROR: division by zero
  code    22012
  detail  This statement did not take effect; statement 1 did, and is recorded.
  hint    Fix this statement and run `pawl up` again: it goes on here.
--- exit 20
--- file migrations/0004_d.sql
-- pawl: no-transaction
create table d (i int, j int);
select 1 / 0;
--- run DATABASE_URL={postgres} pawl verify --dir migrations --json
--- stdout
{
  "command": "verify",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      },
      "findings": [
        {
          "version": "0001_a",
          "kind": "edited",
          "text": "was edited after it was applied"
        },
        {
          "version": "0004_d",
          "kind": "unfinished",
          "text": "is half applied: 1 of 2 statements are done"
        },
        {
          "version": "0004_d",
          "kind": "edited",
          "text": "was edited in a statement that is done"
        },
        {
          "version": "0002_b",
          "kind": "missing",
          "text": "is applied, but its file is not in the directory"
        }
      ],
      "applied": 0,
      "skipped": 2,
      "pending": 1
    }
  ],
  "ok": false,
  "error": {
    "kind": "drift",
    "exit_code": 21,
    "message": "files and ledger contradict each other: 4 findings",
    "detail": null,
    "hint": null,
    "code": null,
    "server": null,
    "file": null
  }
}
--- stderr
--- exit 21

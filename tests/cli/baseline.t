# Recording what a database has already: versions by name, or all up to one.
--- file migrations/0001_a.sql
create table a (i int);
--- file migrations/0002_b.sql
create table b (i int);
--- file migrations/0003_c.sql
create table c (i int);
--- run DATABASE_URL={postgres} pawl baseline --dir migrations
--- stdout
--- stderr
error: which migrations should be recorded as applied?
  hint    Name them (`pawl baseline 0001_init 0002_users`), or the last one: `pawl baseline --to 0002_users`.
--- exit 2
--- run DATABASE_URL={postgres} pawl baseline 0001_a --to 0002_b --dir migrations
--- stdout
--- stderr
error: --to and versions cannot be given together
  hint    Name them (`pawl baseline 0001_init 0002_users`), or the last one: `pawl baseline --to 0002_users`.
--- exit 2
--- run DATABASE_URL={postgres} pawl baseline 0009_x --dir migrations
--- stdout
--- stderr
error: there is no migration "0009_x"
  hint    A version is a file's name without .sql; `pawl status` lists them.
--- exit 2
--- run DATABASE_URL={postgres} pawl baseline --to 0009_x --dir migrations
--- stdout
--- stderr
error: postgres: there is no migration "0009_x" in "migrations"
  hint    A version is a file's name without .sql; `pawl status` lists them.
--- exit 2
--- run DATABASE_URL={postgres} pawl baseline 0001_a --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  record 0001_a                                     1 recorded as applied, not run
==> postgres: recorded 1, run none
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl baseline --to 0002_b --dir migrations --json
--- stdout
{
  "command": "baseline",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      },
      "recorded": {
        "first": "0002_b",
        "last": "0002_b",
        "count": 1
      },
      "applied": 0,
      "skipped": 1,
      "pending": 1
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl baseline --to 0002_b --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: recorded 0, run none
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  baseline 0001_a                                   {time} {ms}
  baseline 0002_b                                   {time} {ms}
  pending  0003_c                                  
==> postgres: 2 applied, 1 pending
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a … 0002_b                            2 already applied
  apply  0003_c                                     1 transaction {ms}
==> postgres: applied 1, skipped 2
--- stderr
--- exit 0

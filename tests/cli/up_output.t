# --quiet leaves errors only, --verbose adds statements, --json is one document.
--- file migrations/0001_a.sql
create table a (i int);
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- file migrations/0002_b.sql
-- pawl: no-transaction
create table b (i int);
create table if not exists b (i int);
--- run DATABASE_URL={postgres} pawl up --verbose --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a                                     1 already applied
  apply  0002_b                                     2 statements {ms}
==> postgres: applied 1, skipped 1
--- stderr
         0002_b 1/2 {ms}
NOTICE: postgres: relation "b" already exists, skipping
         0002_b 2/2 {ms}
--- exit 0
--- file migrations/0003_c.sql
create table c (i int);
--- run DATABASE_URL={postgres} pawl up --json --dir migrations
--- stdout
{
  "command": "up",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      },
      "migrations": [
        {
          "version": "0003_c",
          "statements": 1,
          "transaction": true,
          "duration_ms": {ms}
        }
      ],
      "applied": 1,
      "skipped": 2,
      "pending": 0
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
==> postgres: applied 0, skipped 3
--- stderr
--- exit 0
--- file migrations/0004_d.sql
create tabel d (i int);
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
--- stderr
error: postgres: migration "0004_d": syntax error at or near "tabel"
  at      migrations/0004_d.sql:1:8
    1 | create tabel d (i int);
      |        ^
  server  ERROR: syntax error at or near "tabel"
  code    42601
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20

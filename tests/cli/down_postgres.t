# The newest migration is reverted, in one transaction with its row; then up again.
--- file migrations/0001_a.sql
-- +goose Up
create table a (i int);
-- +goose Down
drop table a;
--- file migrations/0002_b.sql
-- +goose Up
create table b (i int);
insert into b values (1);
-- +goose Down
drop table b;
--- file migrations/0003_c.sql
-- +goose NO TRANSACTION
-- +goose Up
create table c (i int);
create index concurrently c_i on c (i);
-- +goose Down
drop index concurrently c_i;
drop table c;
--- run pawl down --url {postgres} --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: reverted 0, left 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
  apply  0002_b                                     1 transaction {ms}
  apply  0003_c                                     2 statements {ms}
==> postgres: applied 3, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir migrations --dry-run 2
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert 0003_c                                     2 statements 
           1  line 6     DROP INDEX CONCURRENTLY
           2  line 7     DROP TABLE
  revert 0002_b                                     1 transaction 
           1  line 5     DROP TABLE
==> postgres: would revert 2, would leave 1
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir migrations 4
--- stdout
--- stderr
error: postgres: there are not 4 migrations to revert, but 3
  hint    `pawl status` lists what is applied; `--to 0` reverts all of it.
--- exit 2
--- run DATABASE_URL={postgres} pawl down --dir migrations 1 --to 0001_a
--- stdout
--- stderr
error: a number and --to cannot be given together
--- exit 2
--- run DATABASE_URL={postgres} pawl down --dir migrations none
--- stdout
--- stderr
error: "none" is not how many migrations to revert
  hint    Give a number from 1, or the version that is to stay: `pawl down --to VERSION`.
--- exit 2
--- run DATABASE_URL={postgres} pawl down --dir migrations --to 0009_x
--- stdout
--- stderr
error: postgres: there is no migration "0009_x" in "migrations"
  hint    A version is a file's name without .sql; `pawl status` lists them.
--- exit 2
--- run DATABASE_URL={postgres} pawl down --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert 0003_c                                     2 statements {ms}
==> postgres: reverted 1, left 2
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir migrations --json
--- stdout
{
  "command": "down",
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
          "version": "0002_b",
          "statements": 1,
          "transaction": true,
          "duration_ms": {ms},
          "direction": "down"
        }
      ],
      "applied": 0,
      "skipped": 1,
      "pending": 0,
      "reverted": 1
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_a                                   {time} {ms}
  pending  0002_b                                   {time} {ms}
  pending  0003_c                                   {time} {ms}
==> postgres: 1 applied, 2 pending
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl verify --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: good, 1 applied, 2 pending
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl explain --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: nothing is unfinished
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a                                     1 already applied
  apply  0002_b                                     1 transaction {ms}
  apply  0003_c                                     2 statements {ms}
==> postgres: applied 2, skipped 1
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir migrations --to 0
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert 0003_c                                     2 statements {ms}
  revert 0002_b                                     1 transaction {ms}
  revert 0001_a                                     1 transaction {ms}
==> postgres: reverted 3, left 0
--- stderr
--- exit 0
--- shell psql -qXAt {postgres} -c "select event, migration, statement, next_migration, next_statement from pawl_journal order by generation, run, seq" > rows
--- show rows
applied|0001_a|1||0
applied|0002_b|2||0
done|0003_c|1||0
begin||0|0003_c|2
applied|0003_c|2||0
reverting|0003_c|0|0003_c|1
done|0003_c|1||0
reverted|0003_c|2||0
reverted|0002_b|1||0
applied|0002_b|2||0
done|0003_c|1||0
begin||0|0003_c|2
applied|0003_c|2||0
reverting|0003_c|0|0003_c|1
done|0003_c|1||0
reverted|0003_c|2||0
reverted|0002_b|1||0
reverted|0001_a|1||0

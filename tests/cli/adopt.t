# Another tool's history stops up, and adopt takes it over.
--- file migrations/0001_a.up.sql
create table a (i int);
--- file migrations/0002_b.up.sql
create table b (i int);
--- file migrations/0003_c.up.sql
create table c (i int);
--- run pawl adopt --from gooze --url {postgres} --dir migrations
--- stdout
--- stderr
error: unknown tool "gooze"
  hint    Known are goose, golang-migrate, dbmate, sql-migrate, flyway, liquibase, sqlx, prisma, diesel, drizzle, clickhouse-migrations.
--- exit 2
--- run pawl adopt --url {postgres} --dir migrations
--- stdout
--- stderr
error: there is no history of another tool to adopt
  hint    Known are the tables of goose, golang-migrate, dbmate, sql-migrate, flyway, liquibase, sqlx, prisma, diesel, drizzle, clickhouse-migrations.  A table "schema_migrations" of plain versions is taken over by `pawl up` itself.
--- exit 2
--- shell psql -qX {postgres} -c "create table schema_migrations (version bigint not null primary key, dirty boolean not null); insert into schema_migrations values (2, true)"
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
--- stderr
error: postgres: the database has a history of another tool: table "schema_migrations" of golang-migrate
  detail  What it says is applied would be run again.  Nothing was run.
  hint    `pawl adopt --dry-run` shows what can be taken over, `pawl adopt` takes it over.  If it is about other files than these, go on with --allow-drift.
--- exit 21
--- run DATABASE_URL={postgres} pawl adopt --dir migrations
--- stdout
--- stderr
error: postgres: table "schema_migrations" says that "0002_b" failed
  detail  golang-migrate began it and does not know how far it came: nothing, some or all of its statements may have taken effect.
  hint    Find out which of its statements took effect, finish or undo it by hand, and tell golang-migrate with `migrate force VERSION`; then run `pawl adopt` again.
--- exit 22
--- shell psql -qX {postgres} -c "update schema_migrations set dirty = false; create table a (i int); create table b (i int)"
--- run DATABASE_URL={postgres} pawl adopt --dry-run --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  adopt  0001_a … 0002_b                            2 to be taken over from schema_migrations
==> postgres: would adopt 2
--- stderr
notice: postgres: "0001_a" is assumed to be applied: golang-migrate says only that version 2 is
--- exit 0
--- run DATABASE_URL={postgres} pawl adopt --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  adopt  0001_a … 0002_b                            2 taken over from schema_migrations
==> postgres: adopted 2, run none
--- stderr
notice: postgres: "0001_a" is assumed to be applied: golang-migrate says only that version 2 is
--- exit 0
--- run DATABASE_URL={postgres} pawl adopt --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: adopted 0, run none
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
      "migrations": [
        {
          "version": "0001_a",
          "state": "adopted",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 0,
          "statements": 0
        },
        {
          "version": "0002_b",
          "state": "adopted",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 0,
          "statements": 0
        },
        {
          "version": "0003_c",
          "state": "applied",
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

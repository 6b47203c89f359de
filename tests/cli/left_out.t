# What a tool leaves out of its directory, pawl leaves out as well, and says so. An empty one, too.
--- file goose/00001_a.sql
-- +goose Up
create table a (i int);
--- file goose/seed.sql
insert into a values (1);
--- file goose/schema.sql
create table a (i int);
--- file goose/README.md
Not SQL.
--- run DATABASE_URL={postgres} pawl up --dir goose
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  00001_a                                    1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
notice: postgres: "schema.sql" and 1 more are left out: goose runs files named NUMBER_name.sql
--- exit 0
--- run DATABASE_URL={postgres} pawl plan --dir goose --json
--- stdout
{
  "command": "plan",
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
          "file": "schema.sql",
          "count": 2,
          "text": "are left out: goose runs files named NUMBER_name.sql"
        }
      ],
      "applied": 0,
      "skipped": 1,
      "pending": 0
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- file callback/V1__a.sql
create table b (i int);
--- file callback/afterMigrate.sql
grant select on a to public;
--- run DATABASE_URL={postgres} pawl up --dir callback
--- stdout
--- stderr
error: postgres: "callback/afterMigrate.sql" is a callback, which Flyway runs at every migrate
  hint    pawl runs what changes a database once.  If it is about Flyway itself, or you run it by other means, say flyway.skipDefaultCallbacks=true in flyway.conf, or FLYWAY_SKIP_DEFAULT_CALLBACKS=true; if once and after each change of it is enough, name it R__name.sql.
--- exit 4
--- run DATABASE_URL={postgres} FLYWAY_SKIP_DEFAULT_CALLBACKS=true pawl plan --dir callback
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  V1__a                                      1 transaction 
           1  line 1     CREATE TABLE
==> postgres: would apply 1, would skip 0
--- stderr
notice: postgres: "afterMigrate.sql" is left out: Flyway runs files named V1__name.sql
notice: postgres: "00001_a" is in the ledger, but its file is not in the directory
        An older release running against a newer database looks like this.
--- exit 0
--- file program/V1__a.sql
create table b (i int);
--- file program/V2__b.java
class V2__b extends BaseJavaMigration {}
--- run DATABASE_URL={postgres} pawl plan --dir program
--- stdout
--- stderr
error: postgres: migration "V2__b": "program/V2__b.java" is a program, which only Flyway can run
  hint    Run it with that tool and record it with `pawl baseline V2__b`, or write it as SQL.
--- exit 25
--- shell mkdir -p nested/one nested/two empty && echo 'create table c (i int);' > nested/one/V1__c.sql
--- file nested/two/V2__d.sql
create table d (i int;
--- run DATABASE_URL={postgres} pawl up --dir nested --allow-drift
--- stdout
--- stderr
error: postgres: migration "V2__d": parenthesis is never closed
  at      nested/two/V2__d.sql:1:16
    1 | create table d (i int;
      |                ^
--- exit 4
--- run DATABASE_URL={postgres} pawl plan --dir empty
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: would apply 0, would skip 0
--- stderr
notice: postgres: "empty" holds no migrations: no file named NUMBER_name.sql
notice: postgres: "00001_a" is in the ledger, but its file is not in the directory
        An older release running against a newer database looks like this.
--- exit 0

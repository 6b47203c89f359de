# Flyway makes things in the schema of its settings; pawl where the connection does, so the two must agree.
--- file sql/V1__a.sql
create table a (i int);
--- file flyway.conf
flyway.schemas=app,other
--- shell psql -qX {postgres} -c "create schema app"
--- run DATABASE_URL={postgres} pawl up --dir sql
--- stdout
--- stderr
error: postgres: migration "V1__a" is for "app", and the connection is to "public"
  detail  Flyway's settings say where it makes what has no schema in its name.
  hint    Let the target's URL say it, too, or leave it out of Flyway's settings.  The schema must be there.
--- exit 3
--- run DATABASE_URL={postgres}?options=-csearch_path%3Dapp pawl up --dir sql
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  V1__a                                      1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- shell psql -qXAt {postgres} -c "select schemaname from pg_tables where tablename = 'a'" >where && test "$(cat where)" = app
--- run FLYWAY_DEFAULT_SCHEMA=public DATABASE_URL={postgres} pawl plan --dir sql
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  V1__a                                      1 transaction 
           1  line 1     CREATE TABLE
==> postgres: would apply 1, would skip 0
--- stderr
--- exit 0

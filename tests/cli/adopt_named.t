# A history in a table that its tool was told to call otherwise.
--- file goose/00001_a.sql
-- +goose Up
create table a (i int);
-- +goose Down
drop table a;
--- file goose/00002_b.sql
-- +goose Up
create table b (i int);
-- +goose Down
drop table b;
--- file dbmate/1_c.sql
-- migrate:up
create table c (i int);
-- migrate:down
drop table c;
--- file dbmate/2_d.sql
-- migrate:up
create table d (i int);
-- migrate:down
drop table d;
--- shell psql -qX {postgres} -c "create table a (i int); create table c (i int); create schema tools; create table versions_a (id serial primary key, version_id bigint not null, is_applied boolean not null, tstamp timestamp default now()); insert into versions_a (version_id, is_applied) values (0, true), (1, true); create table tools.\"Versions_C\" (version varchar(128) primary key); insert into tools.\"Versions_C\" values ('1')"
--- run DATABASE_URL={postgres} pawl up --dir goose
--- stdout
--- stderr
error: postgres: the database has a history of another tool: table "versions_a" of goose
  detail  What it says is applied would be run again.  Nothing was run.
  hint    `pawl adopt --dry-run` shows what can be taken over, `pawl adopt` takes it over.  If it is about other files than these, go on with --allow-drift.
--- exit 21
--- run DATABASE_URL={postgres} pawl up --dir dbmate --history-table Versions_A
--- stdout
--- stderr
error: postgres: the database has a history of another tool: table "versions_a" of goose
  detail  What it says is applied would be run again.  Nothing was run.
  hint    `pawl adopt --dry-run` shows what can be taken over, `pawl adopt` takes it over.  If it is about other files than these, go on with --allow-drift.
--- exit 21
--- run DATABASE_URL={postgres} pawl up --dir dbmate --history-table a
--- stdout
--- stderr
error: postgres: table "a" is no history that pawl knows
  hint    Known are those of goose, golang-migrate, dbmate, sql-migrate, flyway, liquibase, sqlx, prisma, diesel, drizzle, clickhouse-migrations, by their columns; of one that holds nothing but versions, `format` says whose it is.
--- exit 3
--- run DATABASE_URL={postgres} pawl adopt --dir goose --mirror on
--- stdout
==> postgres: {place} (PostgreSQL {version})
  adopt  00001_a                                    1 taken over from versions_a
==> postgres: adopted 1, run none
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir goose --mirror on
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   00001_a                                    1 already applied
  apply  00002_b                                    1 transaction {ms}
==> postgres: applied 1, skipped 1
--- stderr
--- exit 0
--- shell test "$(psql -qXAt {postgres} -c "select string_agg(version_id || ':' || is_applied, ' ' order by id) from versions_a")" = "0:true 1:true 2:true"
--- shell psql -qX {postgres} -c "set client_min_messages to error; drop table pawl_journal cascade; drop table versions_a"
--- run DATABASE_URL={postgres} pawl up --dir dbmate --history-table tools.versions_c
--- stdout
--- stderr
error: postgres: the database has a history of another tool: table "tools.Versions_C" of dbmate
  detail  What it says is applied would be run again.  Nothing was run.
  hint    `pawl adopt --dry-run` shows what can be taken over, `pawl adopt` takes it over.  If it is about other files than these, go on with --allow-drift.
--- exit 21
--- run DATABASE_URL={postgres} pawl adopt --dir dbmate --history-table tools.versions_c
--- stdout
==> postgres: {place} (PostgreSQL {version})
  adopt  1_c                                        1 taken over from tools.Versions_C
==> postgres: adopted 1, run none
--- stderr
--- exit 0
--- file pawl.yaml
targets:
  - url: ${DATABASE_URL}
    dir: dbmate
    history_table: tools.versions_c
    mirror: true
--- run DATABASE_URL={postgres} pawl up
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   1_c                                        1 already applied
  apply  2_d                                        1 transaction {ms}
==> postgres: applied 1, skipped 1
--- stderr
--- exit 0
--- shell test "$(psql -qXAt {postgres} -c "select string_agg(version, ' ' order by version) from tools.\"Versions_C\"")" = "1 2"

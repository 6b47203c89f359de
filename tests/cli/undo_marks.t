# A plain file that undoes itself behind a line of another tool's would leave nothing; a folder beside files is told.
--- file a/0001_a.sql
-- Up Migration
create table a (i int);

-- Down Migration
drop table a;
--- run DATABASE_URL={postgres} pawl up --dir a
--- stdout
--- stderr
error: postgres: migration "0001_a": what stands behind this line undoes the file, as node-pg-migrate has it
  at      a/0001_a.sql:4:1
    2 | create table a (i int);
    3 | 
    4 | -- Down Migration
      | ^
    5 | drop table a;
  hint    pawl would run all of it.  Move what undoes NUMBER_name.sql into NUMBER_name.down.sql beside it, for `pawl down`, or remove it.
--- exit 4
--- file b/0001_a.sql
create table b (i int);
-- Down
-- drop table b;
--- file b/0002_b/migration.sql
create table c (i int);
--- run DATABASE_URL={postgres} pawl up --dir b
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
notice: postgres: "0002_b" is left out: plain SQL runs files named NUMBER_name.sql
--- exit 0
--- file c/1_c.sql
-- migrate:up
create table e (i int);
  -- migrate:down
drop table e;
--- run DATABASE_URL={postgres} pawl plan --dir c
--- stdout
--- stderr
error: postgres: migration "1_c": the file has no "-- migrate:down", only what looks like it
  at      c/1_c.sql:3:1
    1 | -- migrate:up
    2 | create table e (i int);
    3 |   -- migrate:down
      | ^
    4 | drop table e;
  hint    dbmate refuses such a file.  Directives begin at the first column, in small letters; what stands behind this line would run with the rest.
--- exit 4
--- file d/1_d.up.sql
-- +goose Up
create table f (i int);
-- +goose Down
drop table f;
--- run DATABASE_URL={postgres} pawl plan --dir d
--- stdout
--- stderr
error: postgres: migration "1_d": what stands behind this line undoes the file, as goose has it
  at      d/1_d.up.sql:3:1
    1 | -- +goose Up
    2 | create table f (i int);
    3 | -- +goose Down
      | ^
    4 | drop table f;
  hint    golang-migrate would run all of it, and so would pawl.  Say by `format:` whose files they are, or move what undoes this one to where golang-migrate has it.
--- exit 4

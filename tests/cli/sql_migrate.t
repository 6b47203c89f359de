# sql-migrate's directories: both parts of a file, and what cannot be meant.
--- file m/1_a.sql
-- a comment before the first annotation
-- +migrate Up
create table a (i int);

-- +migrate Down
drop table a;
--- file m/2_f.sql
-- +migrate Up
-- +migrate StatementBegin
create function f() returns int language plpgsql as $$
begin
    return 1;
end;
$$
-- +migrate StatementEnd
create table b (i int);

-- +migrate Down
drop function f;

-- +migrate Up
insert into b select f();

-- +migrate Down
drop table b;
--- file m/10_index.sql
-- +migrate Up notransaction
create index concurrently b_i on b (i);

-- +migrate Down notransaction
drop index concurrently b_i;
--- run DATABASE_URL={postgres} pawl plan --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_a                                        1 transaction 
           1  line 3     CREATE TABLE
  apply  2_f                                        1 transaction 
           1  line 3     CREATE FUNCTION
           2  line 9     CREATE TABLE
           3  line 15    INSERT
  apply  10_index                                   1 statement  
           1  line 2     CREATE INDEX CONCURRENTLY
==> postgres: would apply 3, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_a                                        1 transaction {ms}
  apply  2_f                                        1 transaction {ms}
  apply  10_index                                   1 statement {ms}
==> postgres: applied 3, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --to 0 --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert 10_index                                   1 statement {ms}
  revert 2_f                                        1 transaction {ms}
  revert 1_a                                        1 transaction {ms}
==> postgres: reverted 3, left 0
--- stderr
--- exit 0
--- file wrong/1_a.sql
-- +migrate Up
create table a (i int);
-- +migrate down
drop table a;
--- run DATABASE_URL={postgres} pawl plan --dir wrong
--- stdout
--- stderr
error: postgres: migration "1_a": sql-migrate knows no such annotation
  at      wrong/1_a.sql:3:1
    1 | -- +migrate Up
    2 | create table a (i int);
    3 | -- +migrate down
      | ^
    4 | drop table a;
--- exit 4
--- file early/1_a.sql
create table lost (i int);
-- +migrate Up
create table a (i int);
--- run DATABASE_URL={postgres} pawl plan --dir early
--- stdout
--- stderr
error: postgres: migration "1_a": there is SQL before the first "-- +migrate Up"
  at      early/1_a.sql:1:1
    1 | create table lost (i int);
      | ^
    2 | -- +migrate Up
  hint    sql-migrate would leave it out without a word; move it behind that line, or remove it.
--- exit 4
--- file named/1_a.sql
-- +migrate Up
create table a (i int);
--- file named/seed.sql
-- +migrate Up
create table s (i int);
--- run DATABASE_URL={postgres} pawl plan --dir named
--- stdout
--- stderr
error: postgres: could not read directory "named": "seed.sql" has no number in front
  hint    sql-migrate runs such a file after all numbered ones, whenever it was written; give it a number, or move it elsewhere.
--- exit 4
--- shell psql -qX {postgres} -c "set client_min_messages to error; drop table pawl_journal cascade; create table a (i int); create table gorp_migrations (id text not null primary key, applied_at timestamptz); insert into gorp_migrations values ('1_a.sql', now())"
--- run DATABASE_URL={postgres} pawl up --dir m
--- stdout
--- stderr
error: postgres: the database has a history of another tool: table "gorp_migrations" of sql-migrate
  detail  What it says is applied would be run again.  Nothing was run.
  hint    `pawl adopt --dry-run` shows what can be taken over, `pawl adopt` takes it over.  If it is about other files than these, go on with --allow-drift.
--- exit 21
--- run DATABASE_URL={postgres} pawl adopt --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  adopt  1_a                                        1 taken over from gorp_migrations
==> postgres: adopted 1, run none
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   1_a                                        1 already applied
  apply  2_f                                        1 transaction {ms}
  apply  10_index                                   1 statement {ms}
==> postgres: applied 2, skipped 1
--- stderr
--- exit 0

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

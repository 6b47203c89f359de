# Preconditions of Liquibase's formatted SQL: asked when a changeset's turn comes, and once.
--- file one/1_tables.sql
--liquibase formatted sql

--changeset ann:1
create table bird (name text);

--changeset ann:2
--preconditions onFail:MARK_RAN onError:HALT
--precondition-sql-check expectedResult:0 select count(*) from pg_class where relname = 'bird'
set search_path to nowhere;
create table bird (name text, wings int);

--changeset ann:3
--preconditions onFail:HALT
--precondition-sql-check expectedResult:"1" select count(*) from bird where name = '${name}';
create table nest (bird text);

--changeset ann:4
--precondition-sql-check expectedResult:1 select count(*) from pg_class where relname = 'nest'
create table egg (bird text);
--- run DATABASE_URL={postgres} name=wren pawl plan --dir one
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_tables                                   5 statements 
           1  line 4     CREATE TABLE
          if  line 8     sql-check expectedResult:0 select count(*) from pg_class where relname = 'bird'  (else left out)
           2  line 9     SET
           3  line 10    CREATE TABLE
          if  line 14    sql-check expectedResult:"1" select count(*) from bird where name = '${name}';  (else error)
           4  line 15    CREATE TABLE
          if  line 18    sql-check expectedResult:1 select count(*) from pg_class where relname = 'nest'  (else error)
           5  line 19    CREATE TABLE
==> postgres: would apply 1, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} name=wren pawl up --dir one
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
notice: postgres: "1_tables" the part that the precondition in line 8 guards is left out, and counts as done
error: postgres: migration "1_tables": a precondition is not met
  at      one/1_tables.sql:14:1
   12 | --changeset ann:3
   13 | --preconditions onFail:HALT
   14 | --precondition-sql-check expectedResult:"1" select count(*) from bird where name = '${name}';
      | ^
   15 | create table nest (bird text);
  detail  The answer should be "1", and is "0": nothing of what it guards was run.
  hint    Make it true, or correct the question, and run `pawl up` again.
--- exit 20
--- shell test "$(psql -qXAt {postgres} -c "insert into bird values ('wren'); select detail from pawl_journal where statement = 3")" = "left out: a precondition is not met"
--- run DATABASE_URL={postgres} name=wren pawl up --dir one
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_tables                                   5 statements {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} name=wren pawl up --dir one
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   1_tables                                   1 already applied
==> postgres: applied 0, skipped 1
--- stderr
--- exit 0
--- shell test "$(psql -qXAt {postgres} -c "select string_agg(relname, ' ' order by relname) from pg_class where relname in ('bird', 'nest', 'egg')")" = "bird egg nest"
--- run DATABASE_URL={postgres} name=wren pawl down --dir one
--- stdout
--- stderr
error: postgres: migration "1_tables": with onFail:MARK_RAN nobody can tell which of its changesets ran
  at      one/1_tables.sql:1:1
    1 | --liquibase formatted sql
      | ^
    2 | 
  hint    Write what undoes it as a migration of its own.
--- exit 4
--- file two/1_wrong.sql
--liquibase formatted sql
--changeset ann:1
--preconditions onFail:CONTINUE
--precondition-sql-check expectedResult:0 select count(*) from fish
create table fish (name text);
--- run DATABASE_URL={postgres} pawl plan --dir two
--- stdout
--- stderr
error: postgres: migration "1_wrong": "--preconditions onFail:CONTINUE" has no meaning to pawl
  at      two/1_wrong.sql:3:1
    1 | --liquibase formatted sql
    2 | --changeset ann:1
    3 | --preconditions onFail:CONTINUE
      | ^
    4 | --precondition-sql-check expectedResult:0 select count(*) from fish
  hint    onFail may be HALT, MARK_RAN or WARN: with anything else nobody could tell from the ledger whether the changeset counts as run.
--- exit 4
--- file two/1_wrong.sql
--liquibase formatted sql
--changeset ann:1
--precondition-table-exists tableName:fish
create table fish (name text);
--- run DATABASE_URL={postgres} pawl plan --dir two
--- stdout
--- stderr
error: postgres: migration "1_wrong": "--precondition-table-exists tableName:fish" has no meaning to pawl
  at      two/1_wrong.sql:3:1
    1 | --liquibase formatted sql
    2 | --changeset ann:1
    3 | --precondition-table-exists tableName:fish
      | ^
    4 | create table fish (name text);
  hint    Write --precondition-table-exists table:NAME schema:NAME, or without the schema.
--- exit 4
--- file three/1_tables.sql
--liquibase formatted sql
--changeset ann:1
create table bird (name String) engine = MergeTree order by name;

--changeset ann:2
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 select count() from system.tables where database = currentDatabase() and name = 'bird';
create table bird (name String, wings Int8) engine = MergeTree order by name;
insert into bird values ('wren', 2);

--changeset ann:3
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:1 select count() from system.tables where database = currentDatabase() and name = 'bird'
insert into bird values ('robin');

--changeset ann:4
--preconditions onFail:MARK_RAN
--precondition-table-exists table:bird
create view birds as select name from bird;

--changeset ann:5
--preconditions onFail:MARK_RAN
--precondition-table-exists table:Bird
create table no_such_1 (i Int8) engine = Memory;

--changeset ann:6
--preconditions onFail:MARK_RAN
--precondition-table-exists table:birds
create table no_such_2 (i Int8) engine = Memory;

--changeset ann:7
--precondition-view-exists view:birds
--precondition-table-exists table:tables schema:system
create table nest (i Int8) engine = Memory;

--changeset ann:8
--preconditions onFail:MARK_RAN
--precondition-view-exists view:bird
create table no_such_3 (i Int8) engine = Memory;
--- run DATABASE_URL={clickhouse} pawl up --dir three
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  apply  1_tables                                   9 statements {ms}
==> clickhouse: applied 1, skipped 0
--- stderr
notice: clickhouse: "1_tables" the part that the precondition in line 7 guards is left out, and counts as done
notice: clickhouse: "1_tables" the part that the precondition in line 23 guards is left out, and counts as done
notice: clickhouse: "1_tables" the part that the precondition in line 28 guards is left out, and counts as done
notice: clickhouse: "1_tables" the part that the precondition in line 38 guards is left out, and counts as done
--- exit 0
--- run DATABASE_URL={clickhouse} pawl verify --dir three
--- stdout
==> clickhouse: {place} (ClickHouse {version})
==> clickhouse: good, 1 applied, 0 pending
--- stderr
--- exit 0

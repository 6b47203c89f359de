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
--- run DATABASE_URL={postgres} name=wren pawl up --dir one
--- shell psql -qXAt {postgres} -c "insert into bird values ('wren'); select statement, event, detail from pawl_journal where statement > 0 order by at, statement"
--- run DATABASE_URL={postgres} name=wren pawl up --dir one
--- run DATABASE_URL={postgres} name=wren pawl up --dir one
--- shell psql -qXAt {postgres} -c "select string_agg(relname, ' ' order by relname) from pg_class where relname in ('bird', 'nest', 'egg')"
--- run DATABASE_URL={postgres} name=wren pawl down --dir one
--- file two/1_wrong.sql
--liquibase formatted sql
--changeset ann:1
--preconditions onFail:CONTINUE
--precondition-sql-check expectedResult:0 select count(*) from fish
create table fish (name text);
--- run DATABASE_URL={postgres} pawl plan --dir two
--- file two/1_wrong.sql
--liquibase formatted sql
--changeset ann:1
--precondition-table-exists tableName:fish
create table fish (name text);
--- run DATABASE_URL={postgres} pawl plan --dir two

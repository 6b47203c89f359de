# Preconditions of Liquibase's formatted SQL that ask for tables and views.
--- file m/1_schema.sql
--liquibase formatted sql
--changeset ann:1
create schema aviary;
create table bird (name text);
create table "Nest" (name text);
create table feather (d date) partition by range (d);
create table aviary.egg (name text);
create view birds as select name from bird;
create materialized view flock as select name from bird;
--- file m/2_there.sql
--liquibase formatted sql
--changeset ann:2
--property name:kept value:bird
--precondition-table-exists table:${kept}
--precondition-table-exists table:BIRD schema:Public
--precondition-table-exists table:nest
--precondition-table-exists table:feather
--precondition-table-exists schema:aviary table:egg
--precondition-view-exists view:Birds
--precondition-sql-check '0' select count(*) from bird
create table there (i int);
--- file m/3_not_there.sql
--liquibase formatted sql
--changeset ann:30
--preconditions onFail:MARK_RAN
--precondition-table-exists table:egg
create table wrong_0 (i int);
--changeset ann:31
--preconditions onFail:MARK_RAN
--precondition-table-exists table:birds
create table wrong_1 (i int);
--changeset ann:32
--preconditions onFail:MARK_RAN
--precondition-view-exists view:bird
create table wrong_2 (i int);
--changeset ann:33
--preconditions onFail:MARK_RAN
--precondition-view-exists view:flock
create table wrong_3 (i int);
--changeset ann:34
--preconditions onFail:MARK_RAN
--precondition-table-exists table:nowhere
create table wrong_4 (i int);
--changeset ann:35
--preconditions onFail:MARK_RAN
--precondition-table-exists table:bird schema:aviary
create table wrong_5 (i int);
--- run DATABASE_URL={postgres} pawl plan --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_schema                                   1 transaction 
           1  line 3     CREATE SCHEMA
           2  line 4     CREATE TABLE
           3  line 5     CREATE TABLE
           4  line 6     CREATE TABLE
           5  line 7     CREATE TABLE
           6  line 8     CREATE VIEW
           7  line 9     CREATE MATERIALIZED VIEW
  apply  2_there                                    1 transaction 
          if  line 4     table-exists table:${kept}  (else error)
          if  line 5     table-exists table:BIRD schema:Public  (else error)
          if  line 6     table-exists table:nest  (else error)
          if  line 7     table-exists table:feather  (else error)
          if  line 8     table-exists schema:aviary table:egg  (else error)
          if  line 9     view-exists view:Birds  (else error)
          if  line 10    sql-check '0' select count(*) from bird  (else error)
           1  line 11    CREATE TABLE
  apply  3_not_there                                6 statements 
          if  line 4     table-exists table:egg  (else left out)
           1  line 5     CREATE TABLE
          if  line 8     table-exists table:birds  (else left out)
           2  line 9     CREATE TABLE
          if  line 12    view-exists view:bird  (else left out)
           3  line 13    CREATE TABLE
          if  line 16    view-exists view:flock  (else left out)
           4  line 17    CREATE TABLE
          if  line 20    table-exists table:nowhere  (else left out)
           5  line 21    CREATE TABLE
          if  line 24    table-exists table:bird schema:aviary  (else left out)
           6  line 25    CREATE TABLE
==> postgres: would apply 3, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_schema                                   1 transaction {ms}
  apply  2_there                                    1 transaction {ms}
  apply  3_not_there                                6 statements {ms}
==> postgres: applied 3, skipped 0
--- stderr
notice: postgres: "3_not_there" the part that the precondition in line 4 guards is left out, and counts as done
notice: postgres: "3_not_there" the part that the precondition in line 8 guards is left out, and counts as done
notice: postgres: "3_not_there" the part that the precondition in line 12 guards is left out, and counts as done
notice: postgres: "3_not_there" the part that the precondition in line 16 guards is left out, and counts as done
notice: postgres: "3_not_there" the part that the precondition in line 20 guards is left out, and counts as done
notice: postgres: "3_not_there" the part that the precondition in line 24 guards is left out, and counts as done
--- exit 0
--- shell test "$(psql -qXAt {postgres} -c "select string_agg(relname, ' ') from pg_class where relname = 'there' or relname like 'wrong_%'")" = "there"
--- file m/4_halt.sql
--liquibase formatted sql
--changeset ann:4
--precondition-view-exists view:flock
create table wrong (i int);
--- run DATABASE_URL={postgres} pawl up --dir m
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   1_schema … 3_not_there                     3 already applied
--- stderr
error: postgres: migration "4_halt": a precondition is not met
  at      m/4_halt.sql:3:1
    1 | --liquibase formatted sql
    2 | --changeset ann:4
    3 | --precondition-view-exists view:flock
      | ^
    4 | create table wrong (i int);
  detail  There is no view "flock": nothing of what it guards was run.
  hint    Make it true, or correct the question, and run `pawl up` again.
--- exit 20

liquibase 1_a
--liquibase formatted sql
--property name:t value:bird
--changeset me:1
--preconditions onFail:MARK_RAN
--precondition-table-exists table:${t} schema:s
--precondition-view-exists view:v
--precondition-sql-check expectedResult:'0 rows' select count(*) from x;
create a;

liquibase 1_a
--liquibase formatted sql
--changeset me:1 runInTransaction:false
create a;
--rollback drop a;
--changeset me:2 dbms:x
create b;
--rollback drop b;
--preconditions onFail:HALT

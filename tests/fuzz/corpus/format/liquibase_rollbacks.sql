liquibase 1_a
--liquibase formatted sql
--changeset a:1
create a;
--rollback drop a;
--changeset a:2
create b;
--rollback drop b;

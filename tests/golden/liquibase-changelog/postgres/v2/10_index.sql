--liquibase formatted sql

--changeset bob:index runInTransaction:false
create index concurrently orders_account on orders (account);
--rollback drop index orders_account;

--liquibase formatted sql

--changeset ann:abandoned
drop table accounts;

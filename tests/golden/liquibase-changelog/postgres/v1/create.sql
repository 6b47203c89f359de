--liquibase formatted sql

--changeset ann:1
create table accounts (
    id int primary key,
    name text not null default 'a;b' -- not the end;
);
insert into accounts values (1, 'semi;colon'), (2, 'dash -- dash');
--rollback drop table accounts;

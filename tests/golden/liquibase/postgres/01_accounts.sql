--liquibase formatted sql

--changeset ann:accounts
--comment: who we serve
create table accounts (
    id int primary key,
    name text not null default 'a;b' -- not the end;
);
--rollback drop table accounts;

--changeset ann:first-accounts dbms:postgresql
insert into accounts values (1, 'semi;colon'), (2, 'dash -- dash');
--rollback delete from accounts;

--changeset ann:mysql-only dbms:mysql
alter table accounts engine = innodb;

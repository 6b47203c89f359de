--liquibase formatted sql
--property name:first value:1

--changeset ann:names
create view names as select shout(name) as name from accounts;
--rollback drop view names;

--changeset ann:fill
insert into orders values (${first}, 1), (2, 2);
--rollback delete from orders;

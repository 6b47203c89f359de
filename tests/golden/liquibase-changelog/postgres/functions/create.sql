--liquibase formatted sql

--changeset ann:1 splitStatements:false
create function shout(t text) returns text
language plpgsql as $fn$
begin
    return upper(t) || ';';
end;
$fn$;
create table orders (id int, account int references accounts (id));
--rollback drop table orders; drop function shout;

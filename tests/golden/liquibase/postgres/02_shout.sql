-- liquibase formatted sql

-- changeset bob:shout splitStatements:false
create function shout(t text) returns text
language plpgsql as $fn$
begin
    return upper(t) || ';';
end;
$fn$;
-- rollback drop function shout;

-- changeset bob:orders endDelimiter:/
create table orders (id int, account int references accounts (id))
/
-- rollback drop table orders;

-- liquibase formatted sql

-- changeset bob:shout splitStatements:false
create function shout(t text) returns text
language plpgsql as $fn$
begin
    return upper(t) || ';';
end;
$fn$;
/* liquibase rollback
drop function
    shout;
*/

-- changeset bob:orders endDelimiter:/
create table orders (id int, account int references accounts (id))
/
-- rollback drop table orders;

-- changeset bob:orders-of-tests contextFilter:"test or dev" labels:slow
insert into orders values (7, 7)
-- rollback delete from orders where id = 7;

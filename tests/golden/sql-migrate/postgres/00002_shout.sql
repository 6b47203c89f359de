-- +migrate Up
-- +migrate StatementBegin
create function shout(t text) returns text
language plpgsql as $fn$
begin
    return upper(t) || ';';
end;
$fn$;
-- +migrate StatementEnd
create table orders (id int, account int references accounts (id));

-- +migrate Down
drop table orders;
drop function shout;

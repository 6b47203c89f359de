-- +goose Up
-- +goose StatementBegin
create function shout(t text) returns text
language plpgsql as $fn$
begin
    return upper(t) || ';';
end;
$fn$;
-- +goose StatementEnd
create table orders (id int, account int references accounts (id));

-- +goose Down
drop table orders;
drop function shout;

goose 00001_a
-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
create function f() returns int as $$ begin; end $$;
-- +goose StatementEnd
select 1;
-- +goose Down
drop function f();

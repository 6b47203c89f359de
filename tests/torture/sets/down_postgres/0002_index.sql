-- +goose NO TRANSACTION
-- +goose Up
create index concurrently a_x on a (x);
-- +goose Down
drop index concurrently a_x;

-- +goose NO TRANSACTION
-- +goose Up
create index concurrently orders_account on orders (account);

-- +goose Down
drop index orders_account;

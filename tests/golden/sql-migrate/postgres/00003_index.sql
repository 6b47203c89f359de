-- +migrate Up notransaction
create index concurrently orders_account on orders (account);

-- +migrate Down
drop index orders_account;

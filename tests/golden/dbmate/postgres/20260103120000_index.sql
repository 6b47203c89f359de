-- migrate:up transaction:false
create index concurrently orders_account on orders (account);

-- migrate:down
drop index orders_account;

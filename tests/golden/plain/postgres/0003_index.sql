create index concurrently orders_account on orders (account);

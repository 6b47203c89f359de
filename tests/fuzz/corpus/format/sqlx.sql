sqlx 1_a
-- no-transaction
create index concurrently i on a (b);

-- pawl: no-transaction
set lock_timeout = '5s';
-- pawl: idempotent
create index concurrently if not exists a_x on a (x);
-- pawl: done-when select count(*) = 0 from a where x is null;
update a set x = 0 where x is null;
vacuum (analyze) a;

-- a header
set lock_timeout = '2s';
begin isolation level serializable;
create table a (x int);
savepoint s;
insert into a values (1);
rollback to savepoint s;
release s;
commit;

-- pawl: no-transaction
create table q (id int, x int);
insert into q select i, 0 from generate_series(1, 10) i;
create index concurrently q_id on q (id);
update q set x = x + 1;
insert into q values (11, 1);
update q set x = x * 2 where id > 5;
vacuum q;
delete from q where id = 3;
do $$ begin update q set x = x + 1; end $$;
alter table q add column late text default 'here';
insert into q (id, x) values (12, 12);

begin;
create table s (i int);
insert into s values (1);
commit;
insert into s values (2);
begin;
update s set i = i + 10;
insert into s select max(i) + 1 from s;
commit;

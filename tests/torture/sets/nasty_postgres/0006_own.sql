begin;
update t set x = x + 1;
insert into journal values ('own');
commit;

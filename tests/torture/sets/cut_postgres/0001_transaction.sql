create table a (i int, b text); insert into a values (1, 'x'), (2, 'y');
delete from a where i = 1 and b = 'x';

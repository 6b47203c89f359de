-- pawl: no-transaction
insert into a values (3, 'z'), (4, 'zz');
create index concurrently a_i on a (i);

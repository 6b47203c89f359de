create table parts (k int, v text) partition by list (k);
create table parts_1 partition of parts for values in (1);
create table parts_2 partition of parts for values in (2);
insert into parts select 1 + i % 2, 'v' || i from generate_series(1, 20) i;

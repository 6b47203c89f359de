-- +goose Up
create table a (id int primary key, x int);
insert into a select i, i * 10 from generate_series(1, 90) i;
create table log (i int);
-- +goose Down
drop table log;
drop table a;

-- +goose Up
create view evens as select id from a where id % 2 = 0;
create function twice(i int) returns int language sql as 'select i * 2';
-- +goose Down
drop function twice;
insert into log values (5);
drop view evens;

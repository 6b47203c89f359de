-- +goose NO TRANSACTION
-- +goose Up
create index concurrently a_z on a (z);
update a set x = x + 1;
create index concurrently a_z_x on a (z, x);
-- +goose Down
drop index concurrently a_z_x;
update a set x = x - 1;
create index concurrently a_kept on a (x, id);
create table kept (i int);
insert into kept select count(*) from a;
drop index concurrently a_z;

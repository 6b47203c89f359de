-- +goose Up
alter table a add column z int;
update a set z = x + 1;
-- +goose Down
insert into log select sum(z) from a;
alter table a drop column z;

-- +migrate Up
insert into orders values (1, 1), (2, 2);

-- +migrate Down
delete from orders;

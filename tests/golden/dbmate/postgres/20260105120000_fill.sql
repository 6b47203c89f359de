-- migrate:up
insert into orders values (1, 1);

-- migrate:down
delete from orders;

-- migrate:up
insert into orders values (2, 2);

-- migrate:down

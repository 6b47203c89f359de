-- +goose Up
-- +goose ENVSUB ON
insert into orders values (${GOLDEN_FIRST:-1}, 1), (2, 2);
-- +goose ENVSUB OFF

-- +goose Down
delete from orders;

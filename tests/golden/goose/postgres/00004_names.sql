-- +goose Up
create view names as select shout(name) as name from accounts;

-- +goose Down
drop view names;

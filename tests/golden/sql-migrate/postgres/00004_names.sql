-- +migrate Up
create view names as select shout(name) as name from accounts;

-- +migrate Down
drop view names;

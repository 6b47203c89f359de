-- migrate:up
create view names as select shout(name) as name from accounts;

-- migrate:down
drop view names;

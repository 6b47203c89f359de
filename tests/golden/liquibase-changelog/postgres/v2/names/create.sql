-- what is no formatted SQL is one changeset
create view names as select shout(name) as name from accounts;
insert into orders values (1, 1), (2, 2); -- ${no} property

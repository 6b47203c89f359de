create view names as select shout(name) as name from accounts;

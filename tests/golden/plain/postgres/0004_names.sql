-- A view is made anew when it changes.
-- pawl: repeatable
create view names as select shout(name) as name from accounts;

-- pawl: idempotent
alter table t drop column a;
-- pawl: done-when select 1; -- x
optimize table t;

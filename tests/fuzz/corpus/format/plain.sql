plain 0001_a
-- pawl: repeatable
select 1;

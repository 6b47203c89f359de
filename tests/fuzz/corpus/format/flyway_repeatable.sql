flyway R__a
-- pawl: repeatable
select 1;

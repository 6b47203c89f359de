insert into t format CSV
1;2
-- pawl:end
select 1;
insert into t format TSV
3
-- pawl: end

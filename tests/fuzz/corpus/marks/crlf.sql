insert into t format CSV
1,2
-- pawl: end

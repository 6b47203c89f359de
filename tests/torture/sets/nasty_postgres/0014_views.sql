create materialized view sums as select x % 3 as k, count(*) as n from t group by 1;
create unique index sums_k on sums (k);
refresh materialized view concurrently sums;
alter table t add column z int not null default 7;
alter table t drop column z;
alter table journal rename to log;
create or replace function note(text) returns void language sql as $$ insert into log values ($1) $$;

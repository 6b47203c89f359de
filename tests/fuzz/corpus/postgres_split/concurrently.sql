create index concurrently i on t (a);
drop index concurrently if exists j;

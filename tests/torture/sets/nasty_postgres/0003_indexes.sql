create unique index concurrently t_y on t (y);
create index concurrently if not exists t_x_y on t (x, y);
drop index concurrently t_x;
reindex index concurrently t_y;
reindex table concurrently t;

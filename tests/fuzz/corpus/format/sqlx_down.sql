sqlx 1_a.down
drop table a;

golang-migrate 0001_a.down
drop table a;

insert into t (select * from input('a String')) format CSV
1;2

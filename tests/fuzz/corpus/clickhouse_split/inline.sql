select 1; insert into t (a) format CSV
1,"a;b
;
'x /* 
$$
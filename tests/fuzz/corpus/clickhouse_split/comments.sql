-- a;b
select 1; // c;d
select 2; # e;f
select 3; #!g;h
select 4 /* /* ; */ ; */
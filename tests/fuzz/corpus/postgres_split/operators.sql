select 1+/* ; */2, 1-- ; comment
, 3*-4, @-5, 6<=/*;*/7, 8 !=-9, a ->> 'b;', c #>> '{d;}', e @> f, g ? h, i ?| j, k || l;
select 1*/* ; */2, 3//*;*/4;
select operator(pg_catalog.+) 1;

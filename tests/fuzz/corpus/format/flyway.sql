flyway V1_2.3__a
select 1;

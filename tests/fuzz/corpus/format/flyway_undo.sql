flyway U1__a
select 1;

flyway afterMigrate__grants
select 1;

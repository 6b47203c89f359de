create table __diesel_schema_migrations (
    version varchar(50) primary key not null,
    run_on timestamp not null default current_timestamp
);
insert into __diesel_schema_migrations (version) values ('20260101120000'), ('20260102120000');

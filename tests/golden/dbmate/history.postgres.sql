create table schema_migrations (version varchar primary key);
insert into schema_migrations values ('20260101120000'), ('20260102120000');

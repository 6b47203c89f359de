create table schema_migrations (version text primary key);
insert into schema_migrations values ('0001_accounts'), ('0002_shout');

create table gorp_migrations (id text not null primary key, applied_at timestamptz);
insert into gorp_migrations values ('00001_accounts.sql', now()), ('00002_shout.sql', now());

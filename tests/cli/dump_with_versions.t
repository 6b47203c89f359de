# A dump of a database that another tool migrated holds that tool's table of versions: they are none of this directory's.
--- file migrations/0001_structure.sql
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);
CREATE TABLE public.users (
    id bigint NOT NULL
);
SET search_path TO "$user", public;

INSERT INTO "schema_migrations" (version) VALUES
('20240102030405'),
('20230102030405');
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_structure                             1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- file migrations/0002_more.sql
create table more (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_structure                             1 already applied
  apply  0002_more                                  1 transaction {ms}
==> postgres: applied 1, skipped 1
--- stderr
--- exit 0
# The table is that tool's: pawl tells it nothing.
--- shell test "$(psql -qXAt {postgres} -c "select count(*) from schema_migrations where length(version) = 14")" = 2 -a "$(psql -qXAt {postgres} -c "select count(*) from schema_migrations")" = 2
--- run DATABASE_URL={postgres} pawl verify --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: good, 2 applied, 0 pending
--- stderr
--- exit 0
# When a file of that version comes, it counts as applied.
--- file migrations/20240102030405.sql
create table users (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_structure … 20240102030405            3 already applied
  adopt  20240102030405                             1 taken over from schema_migrations
==> postgres: applied 0, skipped 3
--- stderr
--- exit 0

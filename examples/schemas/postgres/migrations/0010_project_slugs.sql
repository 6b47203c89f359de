begin;

alter table projects add column slug text;

update projects
set slug = trim(both '-' from regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'));

alter table projects alter column slug set not null;
alter table projects add unique (tenant_id, slug);

insert into schema_migrations (version) values ('0010_project_slugs') on conflict do nothing;
commit;

-- A file of another runner: it begins and commits by itself, and records itself.
begin;
set local standard_conforming_strings = on;
alter table app."user;s" add column if not exists team int, alter column path set default ';',
    add constraint team_fk foreign key (team) references app.team (id) not valid;
savepoint before_fill;
update app."user;s" set team = 1 where path like '%;' escape '\' or path = 'a\';
create temporary table moved on commit drop as select id from app."user;s" where path ~ E'\\;';
with gone as (delete from app.team where name = ';' returning id) select count(*) from gone;
release savepoint before_fill;
insert into schema_migrations (version) values ('20260102030405') on conflict do nothing;
commit;

create table _sqlx_migrations (
    version bigint primary key,
    description text not null,
    installed_on timestamptz not null default now(),
    success boolean not null,
    checksum bytea not null,
    execution_time bigint not null
);
insert into _sqlx_migrations values
    (20260101120000, 'accounts', now(), true, '\x00', 5),
    (20260102120000, 'shout', now(), true, '\x00', 5);

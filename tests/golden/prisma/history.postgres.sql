create table _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
);
insert into _prisma_migrations values
    ('a', 'x', now(), '20260101120000_accounts', null, null, now(), 1),
    ('b', 'x', null, '20260102120000_shout', 'syntax error', now(), now() + interval '1 s', 0),
    ('c', 'x', now(), '20260102120000_shout', null, null, now() + interval '2 s', 1);

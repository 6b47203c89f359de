create table projects (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenants on delete cascade,
    name text not null,
    retention_days integer not null default 90 check (retention_days > 0),
    created_at timestamptz not null default now(),
    unique (tenant_id, name)
);

-- The project that a new installation shows: the rows in ClickHouse belong to it.
insert into tenants (id, slug, name)
values ('00000000-0000-4000-8000-000000000001', 'demo', 'Demo; not billed');

insert into projects (id, tenant_id, name)
values ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001',
        'Support assistant');

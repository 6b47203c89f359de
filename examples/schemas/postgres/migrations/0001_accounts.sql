-- Tenants, the people in them, and the table of versions that the runner before pawl kept. This
-- file makes that table itself, so it has to write its own version into it.
begin;

create table if not exists schema_migrations (
    version text primary key,
    applied_at timestamptz not null default now()
);

create table tenants (
    id uuid primary key default gen_random_uuid(),
    slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{1,62}$'),
    name text not null,
    created_at timestamptz not null default now()
);

create table users (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    name text,
    created_at timestamptz not null default now()
);

-- People type their address in any case; it is still the same mailbox.
create unique index users_email on users (lower(email));

create table memberships (
    tenant_id uuid not null references tenants on delete cascade,
    user_id uuid not null references users on delete cascade,
    role text not null default 'member' check (role in ('owner', 'admin', 'member', 'viewer')),
    primary key (tenant_id, user_id)
);

create index memberships_user on memberships (user_id);

insert into schema_migrations (version) values ('0001_accounts') on conflict do nothing;
commit;

-- Only the hash is kept; the prefix is what people recognise a key by.
create table api_keys (
    id uuid primary key default gen_random_uuid(),
    project_id uuid not null references projects on delete cascade,
    prefix text not null check (length(prefix) = 8),
    hash bytea not null unique check (octet_length(hash) = 32),
    last_used_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz not null default now()
);

create index api_keys_project on api_keys (project_id);

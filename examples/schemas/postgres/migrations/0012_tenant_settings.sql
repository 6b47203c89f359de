create table tenant_settings (
    tenant_id uuid primary key references tenants on delete cascade,
    settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
    updated_at timestamptz not null default now()
);

insert into tenant_settings (tenant_id)
select id from tenants;

create trigger tenant_settings_audit after update on tenant_settings
    for each row execute function audit();

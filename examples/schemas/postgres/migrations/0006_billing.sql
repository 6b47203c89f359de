-- Written for the runner before pawl, as all files with a transaction of their own are.
begin;

create table plans (
    id text primary key,
    name text not null,
    spans_included bigint not null,
    cents_per_million_spans integer not null
);

insert into plans (id, name, spans_included, cents_per_million_spans)
values ('free', 'Free', 50000, 0),
       ('team', 'Team', 5000000, 1500),
       ('scale', 'Scale', 100000000, 900);

create table subscriptions (
    tenant_id uuid primary key references tenants on delete cascade,
    plan_id text not null references plans,
    since date not null default current_date,
    until date,
    check (until > since)
);

insert into subscriptions (tenant_id, plan_id)
select id, 'free' from tenants;

insert into schema_migrations (version) values ('0006_billing') on conflict do nothing;
commit;

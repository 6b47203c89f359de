create table audit_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    tenant_id uuid,
    actor uuid,
    action text not null,
    subject text not null,
    old jsonb,
    new jsonb
);

create index audit_log_tenant on audit_log (tenant_id, at desc);

create function audit() returns trigger language plpgsql as $body$
begin
    insert into audit_log (tenant_id, action, subject, old, new)
    values (coalesce(new.tenant_id, old.tenant_id), lower(tg_op), tg_table_name,
            to_jsonb(old), to_jsonb(new));

    return null;
end;
$body$;

create trigger memberships_audit after insert or update or delete on memberships
    for each row execute function audit();

create trigger subscriptions_audit after insert or update or delete on subscriptions
    for each row execute function audit();

-- What happened stays written; whoever needs to delete may drop the rule first.
create rule audit_log_keep as on delete to audit_log do instead nothing;

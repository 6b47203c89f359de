create table invoices (
    id bigint generated always as identity primary key,
    tenant_id uuid not null references tenants,
    month date not null check (extract(day from month) = 1),
    spans bigint not null check (spans >= 0),
    cents bigint not null,
    paid_at timestamptz,
    unique (tenant_id, month)
);

-- A price is fixed when the invoice is written; later changes of a plan must not reach it.
create function invoice_price() returns trigger language plpgsql as $$
begin
    select greatest(new.spans - p.spans_included, 0) * p.cents_per_million_spans / 1000000
    into new.cents
    from subscriptions s join plans p on p.id = s.plan_id
    where s.tenant_id = new.tenant_id;

    if not found then
        raise exception 'tenant % has no subscription', new.tenant_id;
    end if;

    return new;
end;
$$;

create trigger invoice_price before insert on invoices
    for each row execute function invoice_price();

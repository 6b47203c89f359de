create table datasets (
    id uuid primary key default gen_random_uuid(),
    project_id uuid not null references projects on delete cascade,
    name text not null,
    description text not null default '',
    created_at timestamptz not null default now(),
    unique (project_id, name)
);

create table dataset_items (
    id uuid primary key default gen_random_uuid(),
    dataset_id uuid not null references datasets on delete cascade,
    input jsonb not null,
    expected jsonb,
    source_trace text, -- in ClickHouse, so nothing here can refer to it
    archived boolean not null default false,
    created_at timestamptz not null default now()
);

with demo as (
    insert into datasets (project_id, name, description)
    values ('00000000-0000-4000-8000-000000000002', 'Refunds', 'What customers ask; and how')
    returning id
)
insert into dataset_items (dataset_id, input, expected)
select demo.id, jsonb_build_object('question', 'Where is order ' || n || '?'),
       jsonb_build_object('tool', 'order_status')
from demo, generate_series(1, 200) as n;

create type score_kind as enum ('numeric', 'boolean', 'category');

create table score_configs (
    id uuid primary key default gen_random_uuid(),
    project_id uuid not null references projects on delete cascade,
    name text not null,
    kind score_kind not null,
    minimum double precision,
    maximum double precision,
    categories text[],
    unique (project_id, name),
    check (minimum is null or maximum is null or minimum < maximum),
    check ((kind = 'category') = (categories is not null))
);

insert into score_configs (project_id, name, kind, minimum, maximum)
values ('00000000-0000-4000-8000-000000000002', 'helpful', 'numeric', 0, 1);

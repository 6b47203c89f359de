create schema drizzle;
create table drizzle.__drizzle_migrations (
    id serial primary key,
    hash text not null,
    created_at bigint
);
insert into drizzle.__drizzle_migrations (hash, created_at) values
    ('9a0364b9e99bb480dd25e1f0284c8555', 1767268800000),
    ('b1946ac92492d2347c6235b4d2611184', 1767355200000);

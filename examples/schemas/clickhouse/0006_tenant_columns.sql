-- Every query is for one tenant, so the tenant has to lead the sorting key; and a key cannot get
-- a column in front. Hence new tables, and the rows moved over.
--
-- This is what must never run twice: the rows would double, or a second RENAME would fail half
-- way. Stop the writers of spans and traces before it.

-- The view writes what is inserted into spans; it must not see the rows that move.
DROP TABLE usage_feed;

CREATE TABLE traces_by_tenant (
    tenant_id String,
    project_id String,
    trace_id String,
    started_at DateTime,
    name String,
    user_id String,
    tags Array(String),
    input String,
    output String
) ENGINE = MergeTree
PARTITION BY toYYYYMM(started_at)
ORDER BY (tenant_id, project_id, started_at, trace_id);

-- All there is belongs to the demo tenant; its id is the one in PostgreSQL.
INSERT INTO traces_by_tenant
    (tenant_id, project_id, trace_id, started_at, name, user_id, tags, input, output)
SELECT
    '00000000-0000-4000-8000-000000000001',
    project_id, trace_id, started_at, name, user_id, tags, input, output
FROM traces;

-- One pair each: a RENAME of several pairs can stop between them.
RENAME TABLE traces TO traces_before_tenants;
RENAME TABLE traces_by_tenant TO traces;

CREATE TABLE spans_by_tenant (
    tenant_id String,
    project_id String,
    trace_id String,
    span_id String,
    parent_span_id String,
    started_at DateTime,
    duration_us UInt64,
    kind Enum8('span' = 0, 'generation' = 1, 'tool' = 2),
    model String,
    input_tokens UInt64,
    output_tokens UInt64,
    error String
) ENGINE = MergeTree
PARTITION BY toYYYYMM(started_at)
ORDER BY (tenant_id, project_id, trace_id, span_id);

INSERT INTO spans_by_tenant
    (tenant_id, project_id, trace_id, span_id, parent_span_id, started_at, duration_us, kind,
     model, input_tokens, output_tokens, error)
SELECT
    '00000000-0000-4000-8000-000000000001',
    project_id, trace_id, span_id, parent_span_id, started_at, duration_us, kind,
    model, input_tokens, output_tokens, error
FROM spans;

RENAME TABLE spans TO spans_before_tenants;
RENAME TABLE spans_by_tenant TO spans;

DROP TABLE traces_before_tenants;
DROP TABLE spans_before_tenants;

CREATE MATERIALIZED VIEW usage_feed TO usage_daily AS
SELECT
    toDate(started_at) AS day,
    project_id,
    count() AS spans,
    sum(input_tokens) AS input_tokens,
    sum(output_tokens) AS output_tokens
FROM spans
GROUP BY day, project_id;

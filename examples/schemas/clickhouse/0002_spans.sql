CREATE TABLE spans (
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
ORDER BY (project_id, trace_id, span_id);

-- Three spans for each of the demo's traces: the whole, the model's answer, a tool call.
INSERT INTO spans
SELECT
    project_id,
    trace_id,
    concat(trace_id, '-', toString(part)),
    if(part = 0, '', concat(trace_id, '-0')),
    started_at + part,
    250000 + part * 1000,
    CAST(part, 'Enum8(\'span\' = 0, \'generation\' = 1, \'tool\' = 2)'),
    if(part = 1, 'small-1', ''),
    if(part = 1, 800, 0),
    if(part = 1, 120, 0),
    if(part = 2 AND trace_id LIKE '%7', 'order not found; asked a person', '')
FROM traces
ARRAY JOIN [0, 1, 2] AS part;

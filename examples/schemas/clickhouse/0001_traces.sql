CREATE TABLE traces (
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
ORDER BY (project_id, started_at, trace_id);

-- The demo project, which every new installation shows.
INSERT INTO traces
SELECT
    '00000000-0000-4000-8000-000000000002',
    concat('trace-', toString(number)),
    toDateTime('2024-03-01 08:00:00') + number * 300,
    'support; first answer',
    concat('customer-', toString(number % 17)),
    ['demo', if(number % 5 = 0, 'slow', 'fast')],
    concat('Where is order ', toString(number), '?'),
    'It is on its way.'
FROM numbers(1000);

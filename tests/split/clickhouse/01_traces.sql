-- Traces and spans: what an observability product begins with; see docs/data-model.md
-- (the "hot" tables only; cold ones are in 02).
/* Written for 21.8 and later.
 * Nested: /* the storage policy is set by the operator; */ leave it alone;
 */

SET allow_experimental_object_type = 1; -- for attributes; off by default

CREATE DATABASE IF NOT EXISTS traces ENGINE = Atomic COMMENT 'spans; scores; both';

CREATE TABLE IF NOT EXISTS traces.spans ON CLUSTER '{cluster}'
(
    `project_id`       String CODEC(ZSTD(1)),
    `trace_id`         FixedString(16),
    `span_id`          FixedString(8)            COMMENT 'hex(span_id) is what people see; not this',
    `parent_span_id`   Nullable(FixedString(8)),
    `name`             LowCardinality(String),
    `kind`             Enum8('unset' = 0, 'internal;' = 1, 'server' = 2, 'it''s' = 3, 'back\\slash' = 4),
    `start_time`       DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `duration_ns`      UInt64 CODEC(T64, LZ4),
    `attributes`       Map(LowCardinality(String), String),
    `events.name`      Array(LowCardinality(String)),   -- a Nested, flattened;
    `events.time`      Array(DateTime64(9)),
    `weird ``name;```  UInt8 DEFAULT 0,
    "also;quoted"      UInt8 ALIAS `weird ``name;``` + 1,
    `price`            Decimal(38, 12) DEFAULT 0x1p-2 + 1_000.5 + 1e-3,
    INDEX idx_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_attr mapKeys(attributes) TYPE bloom_filter GRANULARITY 4,
    CONSTRAINT positive CHECK duration_ns >= 0 AND name != ';',
    PROJECTION by_name
    (
        SELECT name, count(), quantile(0.95)(duration_ns) GROUP BY name
    )
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, toStartOfHour(start_time), trace_id)
TTL toDateTime(start_time) + INTERVAL 90 DAY TO VOLUME 'cold;storage',
    toDateTime(start_time) + INTERVAL 1 YEAR DELETE WHERE kind != 'server'
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1; # the end of the table; not of the file

CREATE TABLE IF NOT EXISTS traces.spans_dist AS traces.spans
ENGINE = Distributed('{cluster}', traces, spans, cityHash64(trace_id));;

CREATE MATERIALIZED VIEW IF NOT EXISTS traces.spans_per_minute
ENGINE = SummingMergeTree ORDER BY (project_id, minute)
AS WITH
    toStartOfMinute(start_time) AS minute,
    'a;b' AS `x;y`
SELECT project_id, minute, count() AS spans, sum(duration_ns) AS ns
FROM traces.spans
WHERE name NOT LIKE '%;%' /* ; */ AND `kind` IN ('server', 'internal;')
GROUP BY project_id, minute;

#! a line that some editor left; it is a comment to the server
CREATE DICTIONARY IF NOT EXISTS traces.models
(
    `id` UInt64,
    `price` Float64 DEFAULT 0.,
    `match` String EXPRESSION concat('^', regex, '$')
)
PRIMARY KEY id
SOURCE(CLICKHOUSE(QUERY 'SELECT id, price, regex FROM traces.model_prices WHERE note != \';\''
                  USER 'reader' PASSWORD '' DB 'traces'))
LIFETIME(MIN 300 MAX 600)
LAYOUT(HASHED())

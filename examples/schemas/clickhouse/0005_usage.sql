-- What invoices are made of: summed up as spans arrive, because counting them later is too slow.
CREATE TABLE usage_daily (
    day Date,
    project_id String,
    spans UInt64,
    input_tokens UInt64,
    output_tokens UInt64
) ENGINE = SummingMergeTree
ORDER BY (day, project_id);

-- A view sees only what is inserted from now on, so the rows that are there are counted here.
INSERT INTO usage_daily
SELECT toDate(started_at), project_id, count(), sum(input_tokens), sum(output_tokens)
FROM spans
GROUP BY toDate(started_at), project_id;

CREATE MATERIALIZED VIEW usage_feed TO usage_daily AS
SELECT
    toDate(started_at) AS day,
    project_id,
    count() AS spans,
    sum(input_tokens) AS input_tokens,
    sum(output_tokens) AS output_tokens
FROM spans
GROUP BY day, project_id;

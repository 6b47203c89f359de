-- Copies of PostgreSQL's audit_log, for questions that go back years.
CREATE TABLE audit_events (
    tenant_id String,
    at DateTime,
    actor String,
    action String,
    subject String,
    details String
) ENGINE = MergeTree
PARTITION BY toYear(at)
ORDER BY (tenant_id, at);

INSERT INTO audit_events (tenant_id, at, actor, action, subject, details)
SELECT '00000000-0000-4000-8000-000000000001', now(), 'pawl', 'migrate', 'spans',
       concat('rows moved: ', toString(count()))
FROM spans;

CREATE VIEW evens AS SELECT id, y FROM base WHERE id % 2 = 0;
CREATE TABLE totals (k UInt64, n UInt64) ENGINE = SummingMergeTree ORDER BY k;
CREATE MATERIALIZED VIEW feed TO totals AS SELECT toUInt64(id % 5) AS k, count() AS n FROM base GROUP BY k;
CREATE MATERIALIZED VIEW inner_copy ENGINE = MergeTree ORDER BY id AS SELECT id, y FROM base;
CREATE MATERIALIZED VIEW filled ENGINE = MergeTree ORDER BY id POPULATE AS SELECT id, y FROM base;
INSERT INTO base (id, y) VALUES (2001, 'seen by the views'), (2002, 'seen by the views');

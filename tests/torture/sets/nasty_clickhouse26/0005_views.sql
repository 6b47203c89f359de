CREATE VIEW evens AS SELECT id, x FROM a WHERE id % 2 = 0;
CREATE TABLE totals (k UInt64, n UInt64) ENGINE = SummingMergeTree ORDER BY k;
CREATE MATERIALIZED VIEW feed TO totals AS SELECT toUInt64(id % 5) AS k, count() AS n FROM a GROUP BY k;
CREATE MATERIALIZED VIEW inner_copy ENGINE = MergeTree ORDER BY id AS SELECT id, x FROM a;
CREATE MATERIALIZED VIEW filled ENGINE = MergeTree ORDER BY id POPULATE AS SELECT id, y FROM a;
INSERT INTO a (id, x, y) VALUES (2001, 1, 'seen by the views'), (2002, 2, 'seen by the views');

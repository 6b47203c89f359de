CREATE TABLE copy ENGINE = MergeTree ORDER BY id AS SELECT id, x, y FROM a;
CREATE TABLE empty_copy AS a;
CREATE OR REPLACE TABLE empty_copy (id UInt64, w String) ENGINE = MergeTree ORDER BY id;
INSERT INTO empty_copy SELECT id, y FROM copy WHERE id < 5;
INSERT INTO empty_copy SELECT id + 1000, w FROM empty_copy;

CREATE TABLE base (id UInt64, y String) ENGINE = MergeTree ORDER BY id;
INSERT INTO base SELECT number, toString(number) FROM numbers(50);
CREATE TABLE copy ENGINE = MergeTree ORDER BY id AS SELECT id, y FROM base;
CREATE TABLE empty_copy AS base;
INSERT INTO empty_copy SELECT id, y FROM copy WHERE id < 5;
INSERT INTO empty_copy SELECT id + 1000, y FROM empty_copy;

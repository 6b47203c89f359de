CREATE TABLE a (id UInt64, x Int64, y String) ENGINE = MergeTree PARTITION BY id % 3 ORDER BY id;
-- Three partitions, so three parts: a server that dies leaves any of them.
INSERT INTO a SELECT number, number * 10, concat('row; ', toString(number)) FROM numbers(90);

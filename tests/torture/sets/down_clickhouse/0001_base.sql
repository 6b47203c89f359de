-- +goose Up
CREATE TABLE a (id UInt64, x Int64, y String) ENGINE = MergeTree ORDER BY id;
INSERT INTO a SELECT number, number * 10, 'y' FROM numbers(90);
CREATE TABLE one (i Int64) ENGINE = MergeTree ORDER BY i;
INSERT INTO one VALUES (1);
-- +goose Down
DROP TABLE one;
DROP TABLE a;

-- +goose Up
CREATE TABLE b (id UInt64, x Int64) ENGINE = MergeTree ORDER BY (x, id);
INSERT INTO b SELECT id, x FROM a;
RENAME TABLE a TO a_old, b TO a;
-- +goose Down
RENAME TABLE a TO b, a_old TO a;
CREATE TABLE kept (id UInt64, x Int64) ENGINE = MergeTree ORDER BY id;
INSERT INTO kept SELECT id, x FROM b WHERE id < 10;
DROP TABLE b;

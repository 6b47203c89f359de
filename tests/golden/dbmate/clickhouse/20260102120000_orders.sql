-- migrate:up
CREATE TABLE orders (id UInt32, account UInt32)
ENGINE = MergeTree ORDER BY id;

-- migrate:down
DROP TABLE orders;

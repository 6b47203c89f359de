-- migrate:up
CREATE TABLE accounts (id UInt32, name String DEFAULT 'a;b') -- not the end;
ENGINE = MergeTree ORDER BY id;
INSERT INTO accounts VALUES (1, 'semi;colon'), (2, 'dash -- dash');

-- migrate:down
DROP TABLE accounts;

SET max_block_size = 10;
USE {db};
CREATE TABLE in_session (i UInt64) ENGINE = MergeTree ORDER BY i;
SET max_threads = 1;
INSERT INTO in_session SELECT number FROM numbers(45);
USE system;
INSERT INTO {db}.in_session SELECT 1000 + i FROM {db}.one;

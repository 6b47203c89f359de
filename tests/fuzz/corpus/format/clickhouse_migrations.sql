clickhouse-migrations 1_a
SET allow_experimental_object_type = 1;
-- c
CREATE TABLE a (i UInt8) ENGINE = Memory; SET x = ${NAME};

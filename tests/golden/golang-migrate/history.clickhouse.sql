CREATE TABLE schema_migrations (version Int64, dirty UInt8, sequence UInt64) ENGINE = TinyLog;

INSERT INTO schema_migrations VALUES (1, 1, 1000), (1, 0, 2000), (2, 1, 3000), (2, 0, 4000);

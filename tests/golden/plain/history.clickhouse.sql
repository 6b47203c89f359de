CREATE TABLE schema_migrations (version String) ENGINE = MergeTree ORDER BY version;

INSERT INTO schema_migrations VALUES ('0001_accounts'), ('0002_orders');

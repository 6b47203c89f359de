CREATE TABLE schema_migrations (
    version String, ts DateTime DEFAULT now(), applied UInt8 DEFAULT 1
) ENGINE = ReplacingMergeTree(ts) PRIMARY KEY version ORDER BY version;

INSERT INTO schema_migrations (version) VALUES ('20260101120000'), ('20260102120000');

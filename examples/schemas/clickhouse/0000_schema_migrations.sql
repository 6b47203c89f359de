-- The table of versions that the runner before pawl kept. pawl keeps a journal of its own and
-- goes on writing versions here, so that the old runner stays right for as long as it is around.
CREATE TABLE IF NOT EXISTS schema_migrations (
    version String,
    applied_at DateTime DEFAULT now()
) ENGINE = MergeTree ORDER BY version;

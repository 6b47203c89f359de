# The schema as a migration file: on standard output nothing else stands.
--- file migrations/0001_a.sql
CREATE TABLE z (k UInt64) ENGINE = MergeTree ORDER BY k;
CREATE VIEW a AS SELECT k FROM z;
--- run DATABASE_URL={embedded} pawl up --quiet --dir migrations
--- stdout
--- stderr
--- exit 0
--- run DATABASE_URL={embedded} pawl dump --dir migrations
--- stdout
--- stderr
--- exit 0
--- run DATABASE_URL={embedded} pawl dump --dir migrations --output schema.sql
--- stdout
--- stderr
--- exit 0
--- show schema.sql
--- run DATABASE_URL={embedded} pawl dump --dir migrations --json
--- stdout
--- stderr
--- exit 0
--- run DATABASE_URL={embedded} pawl dump --dir migrations --output nowhere/schema.sql
--- stdout
--- stderr
--- exit 3
--- shell mkdir -p both/postgres both/clickhouse
--- run PAWL_POSTGRES_URL={postgres} PAWL_CLICKHOUSE_URL={embedded} pawl dump --dir both
--- stdout
--- stderr
--- exit 2

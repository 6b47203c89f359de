# The schema as a migration file: on standard output nothing else stands.
--- file migrations/0001_a.sql
CREATE TABLE z (k UInt64) ENGINE = MergeTree ORDER BY k;
CREATE VIEW a AS SELECT k FROM z;
--- run DATABASE_URL={embedded} pawl up --quiet --dir migrations
--- stdout
==> clickhouse: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={embedded} pawl dump --dir migrations
--- stdout
--
-- ClickHouse database dump
--

CREATE TABLE z
(
    `k` UInt64
)
ENGINE = MergeTree
ORDER BY k
SETTINGS index_granularity = 8192;

CREATE VIEW a
(
    `k` UInt64
)
AS SELECT k
FROM z;
--- stderr
--- exit 0
--- run DATABASE_URL={embedded} pawl dump --output schema.sql
--- stdout
==> clickhouse: {folder}/db/app (ClickHouse {version})
==> clickhouse: wrote schema.sql (SHOW CREATE)
--- stderr
--- exit 0
--- show schema.sql
--
-- ClickHouse database dump
--

CREATE TABLE z
(
    `k` UInt64
)
ENGINE = MergeTree
ORDER BY k
SETTINGS index_granularity = 8192;

CREATE VIEW a
(
    `k` UInt64
)
AS SELECT k
FROM z;
--- run DATABASE_URL={embedded} pawl dump --dir migrations --json
--- stdout
{
  "command": "dump",
  "targets": [
    {
      "name": "clickhouse",
      "server": {
        "title": "ClickHouse",
        "version": "{version}",
        "place": "{folder}/db/app"
      },
      "dump": {
        "by": "SHOW CREATE",
        "path": null,
        "text": "--\n-- ClickHouse database dump\n--\n\nCREATE TABLE z\n(\n    `k` UInt64\n)\nENGINE = MergeTree\nORDER BY k\nSETTINGS index_granularity = 8192;\n\nCREATE VIEW a\n(\n    `k` UInt64\n)\nAS SELECT k\nFROM z;\n"
      }
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- shell mkdir -p both/postgres both/clickhouse
--- run PAWL_POSTGRES_URL={postgres} PAWL_CLICKHOUSE_URL={embedded} pawl dump --dir both
--- stdout
--- stderr
error: which target's schema?
  hint    Name one with --target, or a folder that is there with --output.
--- exit 2

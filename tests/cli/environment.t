# Without a file: a target for each PAWL_<NAME>_URL, its folder below --dir, flags before variables.
--- file schemas/postgres/migrations/0001_a.sql
create table a (i int);
--- file schemas/clickhouse/0001_a.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i
--- run PAWL_POSTGRES_URL={postgres} PAWL_CLICKHOUSE_URL={clickhouse} pawl up --dir schemas
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
==> clickhouse: {place} (ClickHouse {version})
  apply  0001_a                                     1 statement {ms}
==> clickhouse: applied 1, skipped 0
--- stderr
--- exit 0
--- run PAWL_POSTGRES_URL={postgres} PAWL_CLICKHOUSE_URL={clickhouse} PAWL_DIR=nowhere pawl status --dir schemas -t clickhouse
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  applied  0001_a                                   {time} {ms}
==> clickhouse: 1 applied, 0 pending
--- stderr
--- exit 0
--- run PAWL_POSTGRES_URL={postgres} PAWL_TARGET=clickhouse pawl status --dir schemas
--- stdout
--- stderr
error: unknown target "clickhouse"
  hint    Targets: postgres.
--- exit 3
--- shell rm -r schemas/clickhouse
--- run PAWL_POSTGRES_URL={postgres} PAWL_CLICKHOUSE_URL={clickhouse} pawl up --dir schemas
--- stdout
--- stderr
error: directory "schemas" has nothing for target "clickhouse"
  detail  The value comes from --dir.
  hint    Create clickhouse or clickhouse/migrations in it, or set PAWL_CLICKHOUSE_DIR.
--- exit 3
--- run DATABASE_URL={postgres} PAWL_QUIET=1 pawl up --dir schemas
--- stdout
==> postgres: applied 0, skipped 1
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} PAWL_ALLOW_DRIFT=maybe pawl up --dir schemas
--- stdout
--- stderr
error: invalid value "maybe" for environment variable "PAWL_ALLOW_DRIFT"
  hint    It must be on or off.
--- exit 3
--- run DATABASE_URL={postgres} PAWL_CONFIG=nowhere.yaml pawl up --dir schemas
--- stdout
--- stderr
error: could not open file "nowhere.yaml": No such file or directory
--- exit 3

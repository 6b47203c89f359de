# Two databases of one file, in its order; files of both are read before anything runs.
--- file pawl.yaml
targets:
  - url: ${PG}
    dir: pg
  - url: ${CH}
    dir: ch
--- file pg/0001_a.sql
create table a (i int);
--- file ch/0001_a.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i
--- run PG={postgres} CH={clickhouse} pawl up
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
==> clickhouse: {place} (ClickHouse {version})
  apply  0001_a                                     1 statement {ms}
==> clickhouse: applied 1, skipped 0
--- stderr
--- exit 0
--- run PG={postgres} CH={clickhouse} pawl status --target clickhouse
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  applied  0001_a                                   {time} {ms}
==> clickhouse: 1 applied, 0 pending
--- stderr
--- exit 0
--- file ch/0002_b.sql
SELECT 'open
--- file pg/0002_b.sql
create table b (i int);
--- run PG={postgres} CH={clickhouse} pawl up
--- stdout
--- stderr
error: clickhouse: migration "0002_b": unterminated string
  at      ch/0002_b.sql:1:8
    1 | SELECT 'open
      |        ^
--- exit 4
--- run PG={postgres} CH={clickhouse} pawl status --target postgres
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_a                                   {time} {ms}
  pending  0002_b                                  
==> postgres: 1 applied, 1 pending
--- stderr
--- exit 0

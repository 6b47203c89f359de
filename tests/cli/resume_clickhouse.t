# The same on ClickHouse, which has no transactions: every file runs step by step.
--- file migrations/0001_steps.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
ALTER TABLE a ADD COLUMN j Int;
ALTER TABLE a ADD COLUMN k Intt;
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
--- stderr
error: clickhouse: migration "0001_steps", statement 3 of 3: Unknown data type family: Intt. Maybe you meant: ['Int8','INT1']. (UNKNOWN_TYPE)
  at      migrations/0001_steps.sql:3:1
    1 | CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
    2 | ALTER TABLE a ADD COLUMN j Int;
    3 | ALTER TABLE a ADD COLUMN k Intt;
      | ^
  server  Code: 50. DB::Exception: Unknown data type family: Intt. Maybe you meant: ['Int8','INT1']. (UNKNOWN_TYPE)
  code    50
  detail  This statement did not take effect; statements 1 to 2 did, and are recorded.
  hint    Fix this statement and run `pawl up` again: it goes on here.
--- exit 20
--- file migrations/0001_steps.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
ALTER TABLE a ADD COLUMN j Int64;
ALTER TABLE a ADD COLUMN k Int32;
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
--- stderr
error: clickhouse: statement 2 of migration "0001_steps" was edited after it was run
  detail  The migration is half applied: what comes up to statement 2 took effect.
  hint    Restore that statement as it was; what comes after statement 2 may be changed.
--- exit 21
--- file migrations/0001_steps.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
ALTER TABLE a ADD COLUMN j Int;
ALTER TABLE a ADD COLUMN k Int32;
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  apply  0001_steps                                 3 statements {ms}
==> clickhouse: applied 1, skipped 0
--- stderr
--- exit 0

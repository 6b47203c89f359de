# The server's word, with the place in the file.
--- file migrations/0001_a.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
ALTER TABLE a
    ADD COLUM j Int32;
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
--- stderr
error: clickhouse: migration "0001_a", statement 2 of 2: Syntax error: failed at position 23 (COLUM) (line 2, col 9): COLUM j Int32. Expected one of: COLUMN, INDEX, STATISTICS, PROJECTION, CONSTRAINT. (SYNTAX_ERROR)
  at      migrations/0001_a.sql:3:9
    1 | CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
    2 | ALTER TABLE a
    3 |     ADD COLUM j Int32;
      |         ^
  server  Code: 62. DB::Exception: Syntax error: failed at position 23 (COLUM) (line 2, col 9): COLUM j Int32. Expected one of: COLUMN, INDEX, STATISTICS, PROJECTION, CONSTRAINT. (SYNTAX_ERROR)
  code    62
  detail  This statement did not take effect; statement 1 did, and is recorded.
  hint    Fix this statement and run `pawl up` again: it goes on here.
--- exit 20
--- run DATABASE_URL={clickhouse} pawl status --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  partial  0001_a                                   {time} {ms}  1 of 2 statements done
==> clickhouse: 0 applied, 1 pending
--- stderr
--- exit 0
--- file migrations/0001_a.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
ALTER TABLE missing ADD COLUMN j Int32;
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
--- stderr
error: clickhouse: migration "0001_a", statement 2 of 2: Could not find table: missing. (UNKNOWN_TABLE)
  at      migrations/0001_a.sql:2:1
    1 | CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
    2 | ALTER TABLE missing ADD COLUMN j Int32;
      | ^
  server  Code: 60. DB::Exception: Could not find table: missing. (UNKNOWN_TABLE)
  code    60
  detail  This statement did not take effect; statement 1 did, and is recorded.
  hint    Fix this statement and run `pawl up` again: it goes on here.
--- exit 20

# A down part that fails half-way: every command says so, and pawl down goes on.
--- file migrations/0001_a.up.sql
CREATE TABLE a (i Int32) ENGINE = MergeTree ORDER BY i;
--- file migrations/0001_a.down.sql
DROP TABLE a;
--- file migrations/0002_b.up.sql
CREATE TABLE b (i Int32) ENGINE = MergeTree ORDER BY i;
CREATE TABLE c (i Int32) ENGINE = MergeTree ORDER BY i;
--- file migrations/0002_b.down.sql
DROP TABLE c;
DROP TABLE no_such;
DROP TABLE b;
--- file migrations/0003_d.up.sql
CREATE TABLE d (i Int32) ENGINE = MergeTree ORDER BY i;
--- run DATABASE_URL={clickhouse} pawl up --dir migrations --to 0002_b
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  apply  0001_a                                     1 statement {ms}
  apply  0002_b                                     2 statements {ms}
==> clickhouse: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl down --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
--- stderr
error: clickhouse: migration "0002_b", statement 2 of 3: Table {database}.no_such does not exist. (UNKNOWN_TABLE)
  at      migrations/0002_b.down.sql:2:1
    1 | DROP TABLE c;
    2 | DROP TABLE no_such;
      | ^
    3 | DROP TABLE b;
  server  Code: 60. DB::Exception: Table {database}.no_such does not exist. (UNKNOWN_TABLE)
  code    60
  detail  This statement did not take effect; statement 1 did, and is recorded.
  hint    Fix this statement and run `pawl down` again: it goes on here.
--- exit 20
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
--- stderr
error: clickhouse: migration "0002_b" is half reverted
  detail  A `pawl down` ended in its down part: what comes up to statement 1 of it took effect.  Nothing was run.
  hint    `pawl down` goes on with it; `pawl explain` shows how far it came. If all of it is there again, by hand, say so: `pawl baseline 0002_b`.
--- exit 22
--- run DATABASE_URL={clickhouse} pawl status --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  applied  0001_a                                   {time} {ms}
  reverting 0002_b                                  {time} {ms}  1 of 3 statements done
  pending  0003_d                                  
==> clickhouse: 1 applied, 2 pending
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl verify --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  unfinished: "0002_b" is half reverted: 1 of 3 statements are done
==> clickhouse: 1 finding
--- stderr
error: files and ledger contradict each other: 1 finding
--- exit 21
--- run DATABASE_URL={clickhouse} pawl explain --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  reverting 0002_b                                  {time} {ms}  1 of 3 statements done
           1  line 1     DROP TABLE               done
           2  line 2     DROP TABLE               failed
              60
           3  line 3     DROP TABLE               not run
  next    Fix the statement that failed, or remove what stands in its way, then run `pawl down`: it goes on there.
==> clickhouse: 1 unfinished
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl resolve 0002_b:2 --retry --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
--- stderr
error: clickhouse: nothing of migration "0002_b" is open
  hint    `pawl status` shows which migration is, if any.
--- exit 2
--- run DATABASE_URL={clickhouse} pawl resolve 0002_b:2 --skip --reason "it never was there" --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
==> clickhouse: resolved; run `pawl down` to go on
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl down --dir migrations --dry-run
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  revert 0002_b                                     3 statements   2 done
           3  line 3     DROP TABLE
==> clickhouse: would revert 1, would leave 1
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl down --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  revert 0002_b                                     3 statements {ms}
==> clickhouse: reverted 1, left 1
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  skip   0001_a                                     1 already applied
  apply  0002_b                                     2 statements {ms}
  apply  0003_d                                     1 statement {ms}
==> clickhouse: applied 2, skipped 1
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl down --dir migrations
--- stdout
--- stderr
error: clickhouse: migration "0003_d": there is no file that undoes "migrations/0003_d.up.sql"
  hint    If nothing is to be undone, say so by a NUMBER_name.down.sql without statements.
--- exit 4

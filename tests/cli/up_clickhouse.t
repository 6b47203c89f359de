# A first run, a second one, and what is seen before, between and after.
--- file migrations/0001_users.sql
CREATE TABLE users (
    id UInt32,
    name String
)
ENGINE = MergeTree
ORDER BY id;
INSERT INTO users VALUES (1, 'semi;colon');
--- file migrations/0002_more.sql
ALTER TABLE users ADD COLUMN age UInt8;
--- run DATABASE_URL={clickhouse} pawl status --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  pending  0001_users                              
  pending  0002_more                               
==> clickhouse: 0 applied, 2 pending
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl plan --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  apply  0001_users                                 2 statements 
           1  line 1     CREATE TABLE
           2  line 7     INSERT VALUES
  apply  0002_more                                  1 statement  
           1  line 1     ALTER TABLE
==> clickhouse: would apply 2, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl plan --to 0001_users --dir migrations --json
--- stdout
{
  "command": "plan",
  "targets": [
    {
      "name": "clickhouse",
      "server": {
        "title": "ClickHouse",
        "version": "{version}",
        "place": "{place}"
      },
      "migrations": [
        {
          "version": "0001_users",
          "transaction": false,
          "done": 0,
          "statements": [
            {
              "number": 1,
              "line": 1,
              "kind": "CREATE TABLE"
            },
            {
              "number": 2,
              "line": 7,
              "kind": "INSERT VALUES"
            }
          ]
        }
      ],
      "applied": 0,
      "skipped": 0,
      "pending": 1
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  apply  0001_users                                 2 statements {ms}
  apply  0002_more                                  1 statement {ms}
==> clickhouse: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl up --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  skip   0001_users … 0002_more                     2 already applied
==> clickhouse: applied 0, skipped 2
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl status --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  applied  0001_users                               {time} {ms}
  applied  0002_more                                {time} {ms}
==> clickhouse: 2 applied, 0 pending
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl status --dir migrations --json
--- stdout
{
  "command": "status",
  "targets": [
    {
      "name": "clickhouse",
      "server": {
        "title": "ClickHouse",
        "version": "{version}",
        "place": "{place}"
      },
      "migrations": [
        {
          "version": "0001_users",
          "state": "applied",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 2,
          "statements": 2
        },
        {
          "version": "0002_more",
          "state": "applied",
          "at": "{time}",
          "duration_ms": {ms},
          "statements_done": 1,
          "statements": 1
        }
      ],
      "applied": 2,
      "skipped": 0,
      "pending": 0
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- run DATABASE_URL={clickhouse} pawl plan --dir migrations
--- stdout
==> clickhouse: {place} (ClickHouse {version})
  skip   0001_users … 0002_more                     2 already applied
==> clickhouse: would apply 0, would skip 2
--- stderr
--- exit 0

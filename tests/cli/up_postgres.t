# A first run, a second one, and what is seen before, between and after.
--- file migrations/0001_users.sql
create table users (
    id int primary key,
    name text not null
);
insert into users values (1, 'semi;colon');
--- file migrations/0002_more.sql
-- pawl: no-transaction
create index concurrently users_name on users (name);
drop table if exists nothing;
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  pending  0001_users                              
  pending  0002_more                               
==> postgres: 0 applied, 2 pending
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl plan --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_users                                 1 transaction 
           1  line 1     CREATE TABLE
           2  line 5     INSERT
  apply  0002_more                                  2 statements 
           1  line 2     CREATE INDEX CONCURRENTLY
           2  line 3     DROP TABLE
==> postgres: would apply 2, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl plan --to 0001_users --dir migrations --json
--- stdout
{
  "command": "plan",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      },
      "migrations": [
        {
          "version": "0001_users",
          "transaction": true,
          "done": 0,
          "statements": [
            {
              "number": 1,
              "line": 1,
              "kind": "CREATE TABLE"
            },
            {
              "number": 2,
              "line": 5,
              "kind": "INSERT"
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
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_users                                 1 transaction {ms}
  apply  0002_more                                  2 statements {ms}
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_users … 0002_more                     2 already applied
==> postgres: applied 0, skipped 2
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_users                               {time} {ms}
  applied  0002_more                                {time} {ms}
==> postgres: 2 applied, 0 pending
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations --json
--- stdout
{
  "command": "status",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
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
          "statements_done": 2,
          "statements": 2
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
--- run DATABASE_URL={postgres} pawl plan --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_users … 0002_more                     2 already applied
==> postgres: would apply 0, would skip 2
--- stderr
--- exit 0

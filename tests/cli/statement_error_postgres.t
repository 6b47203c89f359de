# The server's word, with the place in the file; a transaction leaves nothing behind.
--- file migrations/0001_a.sql
create table a (i int);

create table b (
    i int,
    j intt
);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_a": type "intt" does not exist
  at      migrations/0001_a.sql:5:7
    3 | create table b (
    4 |     i int,
    5 |     j intt
      |       ^
    6 | );
  server  ERROR: type "intt" does not exist
  code    42704
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  pending  0001_a                                  
==> postgres: 0 applied, 1 pending
--- stderr
--- exit 0
--- file migrations/0001_a.sql
create table a (i int primary key);
insert into a values (1), (1);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_a": duplicate key value violates unique constraint "a_pkey"
  at      migrations/0001_a.sql:2:1
    1 | create table a (i int primary key);
    2 | insert into a values (1), (1);
      | ^
  server  ERROR: duplicate key value violates unique constraint "a_pkey"
          DETAIL: Key (i)=(1) already exists.
  code    23505
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- run DATABASE_URL={postgres} pawl up --dir migrations --json
--- stdout
{
  "command": "up",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      }
    }
  ],
  "ok": false,
  "error": {
    "kind": "statement",
    "exit_code": 20,
    "message": "postgres: migration \"0001_a\": duplicate key value violates unique constraint \"a_pkey\"",
    "detail": "The transaction was rolled back: nothing of the migration took effect.",
    "hint": "Fix the migration and run `pawl up` again.",
    "code": "23505",
    "server": "ERROR: duplicate key value violates unique constraint \"a_pkey\"\nDETAIL: Key (i)=(1) already exists.",
    "file": "migrations/0001_a.sql",
    "line": 2,
    "column": 1
  }
}
--- stderr
--- exit 20
--- file migrations/0001_a.sql
create table a (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0

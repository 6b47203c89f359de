# What a migration must not hold: the place is shown, and nothing runs.
--- shell mkdir a && printf 'select 1;\nselect \047gr\374n\047;\n' > a/0001_latin1.sql
--- run DATABASE_URL={postgres} pawl up --dir a
--- stdout
--- stderr
error: postgres: migration "0001_latin1": byte 0xFC is not valid UTF-8
  at      a/0001_latin1.sql:2:11
    1 | select 1;
    2 | select 'gr\xfcn';
      |           ^
  hint    Save the file as UTF-8.
--- exit 4
--- shell mkdir b && printf 'select 1;\nselect \0002;\n' > b/0001_nul.sql
--- run DATABASE_URL={postgres} pawl up --dir b
--- stdout
--- stderr
error: postgres: migration "0001_nul": the file holds a NUL byte
  at      b/0001_nul.sql:2:8
    1 | select 1;
    2 | select 
      |        ^
  hint    The file may be UTF-16 or damaged; save it as UTF-8.
--- exit 4
--- file c/0001_goose.sql
-- +goose Up
create table a (i int);
-- +goose Down
drop table a;
--- run DATABASE_URL={postgres} pawl up --dir c
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_goose                                 1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- file d/0001_dbmate.sql
-- migrate:up
create table d (i int);

-- migrate:down
drop table d;
--- run DATABASE_URL={postgres} pawl up --dir d
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_dbmate                                1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
notice: postgres: "0001_goose" is in the ledger, but its file is not in the directory
        An older release running against a newer database looks like this.
--- exit 0
--- file e/0001_open.sql
create table a (i int);
insert into a values ('one);
--- run DATABASE_URL={postgres} pawl up --dir e
--- stdout
--- stderr
error: postgres: migration "0001_open": unterminated quoted string
  at      e/0001_open.sql:2:23
    1 | create table a (i int);
    2 | insert into a values ('one);
      |                       ^
--- exit 4
--- file f/0001_mark.sql
-- pawl: no-transactoin
create table a (i int);
--- run DATABASE_URL={postgres} pawl up --dir f
--- stdout
--- stderr
error: postgres: migration "0001_mark": unknown mark "no-transactoin"
  at      f/0001_mark.sql:1:1
    1 | -- pawl: no-transactoin
      | ^
    2 | create table a (i int);
  hint    pawl knows: no-transaction, repeatable, idempotent, done-when QUERY, end.
--- exit 4
--- file g/0001_psql.sql
create table a (i int);
\d a
--- run DATABASE_URL={postgres} pawl up --dir g
--- stdout
--- stderr
error: postgres: migration "0001_psql": "\d" is a command of psql, not SQL
  at      g/0001_psql.sql:2:1
    1 | create table a (i int);
    2 | \d a
      | ^
  hint    Only psql understands it; remove it, or write in SQL what it stands for.
--- exit 4

# A file with several transactions of its own: each is a step, whole or not at all.
--- file migrations/0001_a.sql
BEGIN;
create table a (i int);
insert into a values (1);
COMMIT;

create index concurrently a_i on a (i);

BEGIN;
insert into a values (2);
insert into b values (3);
COMMIT;
--- run DATABASE_URL={postgres} pawl plan --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     3 statements 
           1  line 1     BEGIN ... COMMIT
           2  line 6     CREATE INDEX CONCURRENTLY
           3  line 8     BEGIN ... COMMIT
==> postgres: would apply 1, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_a", statement 3 of 3: relation "b" does not exist
  at      migrations/0001_a.sql:10:13
    8 | BEGIN;
    9 | insert into a values (2);
   10 | insert into b values (3);
      |             ^
   11 | COMMIT;
  server  ERROR: relation "b" does not exist
  code    42P01
  detail  This statement did not take effect; statements 1 to 2 did, and are recorded.
  hint    Fix this statement and run `pawl up` again: it goes on here.
--- exit 20
--- run DATABASE_URL={postgres} pawl explain --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  partial  0001_a                                   {time} {ms}  2 of 3 statements done
           1  line 1     BEGIN ... COMMIT         done
           2  line 6     CREATE INDEX CONCURRENTLY done
           3  line 8     BEGIN ... COMMIT         failed
              42P01
  there   table public.a: about 1 rows, 8192 bytes; no view or foreign key uses it
  there   index public.a_i: valid
  next    Fix the statement that failed, or remove what stands in its way, then run `pawl up`: it goes on there.
==> postgres: 1 unfinished
--- stderr
--- exit 0
--- file migrations/0001_a.sql
BEGIN;
create table a (i int);
insert into a values (1);
COMMIT;

create index concurrently a_i on a (i);

BEGIN;
insert into a values (2);
insert into a values (3);
COMMIT;
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     3 statements {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- shell test "$(psql -qXAt {postgres} -c "select string_agg(i::text, ' ' order by i) from a")" = "1 2 3"
--- file migrations/0002_b.sql
-- pawl: no-transaction
begin;
create table c (i int);
rollback;
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
--- stderr
error: postgres: migration "0002_b": statement 3 (ROLLBACK, line 4) undoes what the file did
  at      migrations/0002_b.sql:4:1
    2 | begin;
    3 | create table c (i int);
    4 | rollback;
      | ^
  hint    pawl commits each transaction of a file together with its row in the ledger.  Begin it with BEGIN and end it with COMMIT, or remove both: pawl runs the file in a transaction by itself.
--- exit 4

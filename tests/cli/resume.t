# Step by step: after a fix pawl goes on with the statement that failed, not before it.
--- file migrations/0001_steps.sql
-- pawl: no-transaction
create table a (i int);
create table b (i intt);
create table c (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_steps", statement 2 of 3: type "intt" does not exist
  at      migrations/0001_steps.sql:3:19
    1 | -- pawl: no-transaction
    2 | create table a (i int);
    3 | create table b (i intt);
      |                   ^
    4 | create table c (i int);
  server  ERROR: type "intt" does not exist
  code    42704
  detail  This statement did not take effect; statement 1 did, and is recorded.
  hint    Fix this statement and run `pawl up` again: it goes on here.
--- exit 20
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  partial  0001_steps                               {time} {ms}  1 of 3 statements done
==> postgres: 0 applied, 1 pending
--- stderr
--- exit 0
--- file migrations/0001_steps.sql
-- pawl: no-transaction
create table a (i int, k int);
create table b (i int);
create table c (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
--- stderr
error: postgres: statement 1 of migration "0001_steps" was edited after it was run
  detail  The migration is half applied: what comes up to statement 1 took effect.
  hint    Restore that statement as it was; what comes after statement 1 may be changed.
--- exit 21
--- file migrations/0001_steps.sql
-- pawl: no-transaction
create table a (i int);
create table b (i int);
create table c (i int);
--- run DATABASE_URL={postgres} pawl plan --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  resume 0001_steps                                 3 statements   1 done
           2  line 3     CREATE TABLE
           3  line 4     CREATE TABLE
==> postgres: would apply 1, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_steps                                 3 statements {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_steps                               {time} {ms}
==> postgres: 1 applied, 0 pending
--- stderr
--- exit 0

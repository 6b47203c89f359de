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
--- file migrations/0002_half.sql
-- pawl: no-transaction
create table d (i int);
create table e (i intt);
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
--- stderr
error: postgres: migration "0002_half", statement 2 of 2: type "intt" does not exist
  at      migrations/0002_half.sql:3:19
    1 | -- pawl: no-transaction
    2 | create table d (i int);
    3 | create table e (i intt);
      |                   ^
  server  ERROR: type "intt" does not exist
  code    42704
  detail  This statement did not take effect; statement 1 did, and is recorded.
  hint    Fix this statement and run `pawl up` again: it goes on here.
--- exit 20
--- shell rm migrations/0002_half.sql
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_steps                                 1 already applied
==> postgres: applied 0, skipped 1
--- stderr
notice: postgres: "0002_half" is in the ledger, but its file is not in the directory
        An older release running against a newer database looks like this.
--- exit 0
--- file migrations/0003_c.sql
create table f (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
--- stderr
error: postgres: migration "0002_half" is half applied, and its file is gone
  detail  What comes up to statement 1 of it took effect.  Nothing was run.
  hint    Put the file back and run `pawl up`, or `pawl baseline 0002_half` if the rest is not to be done.  Without it, `pawl up --allow-drift` goes on.
--- exit 21
--- run DATABASE_URL={postgres} pawl up --allow-drift --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_steps                                 1 already applied
  apply  0003_c                                     1 transaction {ms}
==> postgres: applied 1, skipped 1
--- stderr
notice: postgres: "0002_half" is in the ledger, but its file is not in the directory
        An older release running against a newer database looks like this.
--- exit 0

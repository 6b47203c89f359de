# --to stops after a version; an unknown one is a mistake.
--- file migrations/0001_a.sql
create table a (i int);
--- file migrations/0002_b.sql
create table b (i int);
--- file migrations/0003_c.sql
create table c (i int);
--- run DATABASE_URL={postgres} pawl up --to 0002_b --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
  apply  0002_b                                     1 transaction {ms}
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_a                                   {time} {ms}
  applied  0002_b                                   {time} {ms}
  pending  0003_c                                  
==> postgres: 2 applied, 1 pending
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --to 0002 --dir migrations
--- stdout
--- stderr
error: postgres: there is no migration "0002" in "migrations"
  hint    A version is a file's name without .sql; `pawl status` lists them.
--- exit 2
--- run DATABASE_URL={postgres} pawl up --dry-run --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a … 0002_b                            2 already applied
  apply  0003_c                                     1 transaction 
           1  line 1     CREATE TABLE
==> postgres: would apply 1, would skip 2
--- stderr
--- exit 0

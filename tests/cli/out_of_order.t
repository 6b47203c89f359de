# A late file runs with a notice, or is refused.
--- file migrations/0001_a.sql
create table a (i int);
--- file migrations/0003_c.sql
create table c (i int);
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- file migrations/0002_b.sql
create table b (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations --out-of-order refuse
--- stdout
--- stderr
error: postgres: migration "0002_b" is pending, but a newer one is applied
  hint    Give it a number after the newest one, or let late files run with `--out-of-order apply`.
--- exit 21
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_a                                   {time} {ms}
  pending  0002_b                                  
  applied  0003_c                                   {time} {ms}
==> postgres: 2 applied, 1 pending
--- stderr
notice: postgres: "0002_b" runs out of order: a newer one is applied already
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a … 0003_c                            2 already applied
  apply  0002_b                                     1 transaction {ms}
==> postgres: applied 1, skipped 2
--- stderr
notice: postgres: "0002_b" runs out of order: a newer one is applied already
--- exit 0

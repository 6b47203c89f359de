# Names longer than the column make it wider, so that what stands behind them is in line.
--- file migrations/20220123205937_initial.sql
create table a (i int);
--- file migrations/20260217191753_message_attempts_per_endpoint_without_status.sql
create table b (i int);
--- run DATABASE_URL={postgres} pawl plan --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  20220123205937_initial                                        1 transaction 
           1  line 1     CREATE TABLE
  apply  20260217191753_message_attempts_per_endpoint_without_status   1 transaction 
           1  line 1     CREATE TABLE
==> postgres: would apply 2, would skip 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations --to 20220123205937_initial
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  20220123205937_initial                                        1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   20220123205937_initial                                        1 already applied
  apply  20260217191753_message_attempts_per_endpoint_without_status   1 transaction {ms}
==> postgres: applied 1, skipped 1
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  20220123205937_initial                                      {time} {ms}
  applied  20260217191753_message_attempts_per_endpoint_without_status {time} {ms}
==> postgres: 2 applied, 0 pending
--- stderr
--- exit 0

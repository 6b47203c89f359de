# A plain file is undone by the one of its name that ends in .down.sql; a folder of Prisma's by its down.sql.
--- file plain/001_a.sql
create table a (i int);
--- file plain/001_a.down.sql
drop table a;
--- file plain/002_b.sql
create table b (i int);
--- file plain/002_c.sql
create table c (i int);
--- file plain/002_c.down.sql
drop table c;
--- run DATABASE_URL={postgres} pawl up --dir plain
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  001_a                                      1 transaction {ms}
  apply  002_b                                      1 transaction {ms}
  apply  002_c                                      1 transaction {ms}
==> postgres: applied 3, skipped 0
--- stderr
notice: postgres: "002_b" and 1 more share their numbers with other files; those run in name order
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir plain
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert 002_c                                      1 transaction {ms}
==> postgres: reverted 1, left 2
--- stderr
notice: postgres: "002_c" shares its number with another file; they run in name order
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir plain
--- stdout
--- stderr
error: postgres: migration "002_b": there is no file that undoes "plain/002_b.sql"
  hint    NUMBER_name.sql is undone by NUMBER_name.down.sql beside it.
--- exit 4
--- shell psql -qX {postgres} -c "set client_min_messages to error; drop table pawl_journal cascade"
--- file prisma/1_d/migration.sql
create table d (i int);
--- file prisma/1_d/down.sql
drop table d;
--- run DATABASE_URL={postgres} pawl up --dir prisma
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_d                                        1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir prisma
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert 1_d                                        1 transaction {ms}
==> postgres: reverted 1, left 0
--- stderr
--- exit 0

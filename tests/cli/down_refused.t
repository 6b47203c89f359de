# What pawl down refuses, and why.
--- file plain/0001_a.sql
create table a (i int);
--- run DATABASE_URL={postgres} pawl up --dir plain
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir plain
--- stdout
--- stderr
error: postgres: migration "0001_a": there is no file that undoes "plain/0001_a.sql"
  hint    NUMBER_name.sql is undone by NUMBER_name.down.sql beside it.
--- exit 4
--- file dbmate/20260101_b.sql
-- migrate:up
create table b (i int);

-- migrate:down
--- shell psql -qX {postgres} -c "set client_min_messages to error; drop table pawl_journal cascade"
--- file dbmate/20260102_c.sql
-- migrate:up
create table c (i int);
--- run DATABASE_URL={postgres} pawl up --dir dbmate
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  20260101_b                                 1 transaction {ms}
  apply  20260102_c                                 1 transaction {ms}
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir dbmate
--- stdout
--- stderr
error: postgres: migration "20260102_c": the file has no "-- migrate:down"
  at      dbmate/20260102_c.sql:1:1
    1 | -- migrate:up
      | ^
    2 | create table c (i int);
--- exit 4
--- file dbmate/20260102_c.sql
-- migrate:up
create table c (i int);

-- migrate:down
drop table c;
--- run DATABASE_URL={postgres} pawl down 2 --dir dbmate --allow-drift
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert 20260102_c                                 1 transaction {ms}
  revert 20260101_b                                 1 transaction {ms}
==> postgres: reverted 2, left 0
--- stderr
notice: postgres: "20260101_b" has a down part without statements: nothing of it is undone
notice: postgres: "20260102_c" was edited after it was applied
--- exit 0
--- file empty/0001_a.sql
create table e (i int);
--- file empty/0001_a.down.sql
-- to do
--- shell psql -qX {postgres} -c "set client_min_messages to error; drop table pawl_journal cascade"
--- run DATABASE_URL={postgres} pawl up --dir empty
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir empty
--- stdout
--- stderr
error: postgres: the down part of migration "0001_a" is empty
  detail  It is in empty/0001_a.down.sql.
  hint    Write what undoes the migration there; `select 1` if there is nothing to undo.
--- exit 4
--- file flyway/V1__a.sql
create table f (i int);
--- file flyway/V2__b.sql
create table g (i int);
--- file flyway/U2__b.sql
drop table g;
--- shell psql -qX {postgres} -c "set client_min_messages to error; drop table pawl_journal cascade"
--- run DATABASE_URL={postgres} pawl up --dir flyway
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  V1__a                                      1 transaction {ms}
  apply  V2__b                                      1 transaction {ms}
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down 2 --dir flyway
--- stdout
--- stderr
error: postgres: migration "V1__a": there is no script that undoes "flyway/V1__a.sql"
  hint    Flyway undoes V1__name.sql by U1__name.sql.
--- exit 4
--- file flyway/V2__b.sql
create table gg (i int);
--- run DATABASE_URL={postgres} pawl down --dir flyway
--- stdout
--- stderr
error: postgres: migration "V2__b" was edited after it was applied
  detail  flyway/V2__b.sql has checksum ffde54eaf702e9b232c8fcdb3f60205177e2e80ed45ef3736b664360a1378312; the ledger has 39eac7fbc10ac19891599af990f9a52d8b81c1125081a12c542227c576a1480d.
  hint    Restore the file as it was; or, if its down part still undoes what was applied, go on with `--allow-drift`.
--- exit 21
--- run DATABASE_URL={postgres} pawl down --dir flyway --allow-drift
--- stdout
==> postgres: {place} (PostgreSQL {version})
  revert V2__b                                      1 transaction {ms}
==> postgres: reverted 1, left 1
--- stderr
notice: postgres: "V2__b" was edited after it was applied
--- exit 0
--- shell rm flyway/V2__b.sql flyway/U2__b.sql
--- file flyway/U1__a.sql
drop table f;
--- run DATABASE_URL={postgres} pawl status --dir flyway
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  V1__a                                    {time} {ms}
==> postgres: 1 applied, 0 pending
--- stderr
--- exit 0
--- file two/postgres/V1__a.sql
create table f (i int);
--- file two/clickhouse/V1__a.sql
create table f (i Int) engine = Memory;
--- run PAWL_POSTGRES_URL={postgres} PAWL_CLICKHOUSE_URL={clickhouse} pawl down --dir two
--- stdout
--- stderr
error: which of the 2 targets should be reverted?
  hint    Name it: `pawl down --target postgres`.
--- exit 2
--- file migrate/1_a.up.sql
create table m (i int);
--- shell psql -qX {postgres} -c "set client_min_messages to error; drop table pawl_journal cascade"
--- run DATABASE_URL={postgres} pawl up --dir migrate
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  1_a                                        1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir migrate
--- stdout
--- stderr
error: postgres: migration "1_a": there is no file that undoes "migrate/1_a.up.sql"
  hint    If nothing is to be undone, say so by a NUMBER_name.down.sql without statements.
--- exit 4

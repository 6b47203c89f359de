# ${NAME} where the target asks for it: never in the ledger, never shown, never missing.
--- file pawl.yaml
targets:
  - name: app
    url: ${POSTGRES}
    dir: sql
    placeholders: true
--- file sql/0001_table.sql
create table ${TABLE_NAME} (i int, s text default '${SECRET_WORD}');
--- file sql/0002_more.sql
insert into ${TABLE_NAME} values (1);
insert into ${TABLE_NAME} values ('${SECRET_WORD}');
--- run POSTGRES={postgres} pawl up
--- stdout
--- stderr
error: app: migration "0001_table": variable "TABLE_NAME" is not set
  at      sql/0001_table.sql:1:14
    1 | create table ${TABLE_NAME} (i int, s text default '${SECRET_WORD}');
      |              ^
  hint    Set it in the environment of pawl, or give a default: ${NAME:-value}.
--- exit 4
--- run POSTGRES={postgres} TABLE_NAME=things pawl up
--- stdout
--- stderr
error: app: migration "0001_table": variable "SECRET_WORD" is not set
  at      sql/0001_table.sql:1:52
    1 | create table ${TABLE_NAME} (i int, s text default '${SECRET_WORD}');
      |                                                    ^
  hint    Set it in the environment of pawl, or give a default: ${NAME:-value}.
--- exit 4
--- run POSTGRES={postgres} TABLE_NAME=things SECRET_WORD=hush-hush pawl up
--- stdout
==> app: {place} (PostgreSQL {version})
  apply  0001_table                                 1 transaction {ms}
--- stderr
error: app: migration "0002_more": invalid input syntax for type integer: "${SECRET_WORD}"
  at      sql/0002_more.sql:2:35
    1 | insert into ${TABLE_NAME} values (1);
    2 | insert into ${TABLE_NAME} values ('${SECRET_WORD}');
      |                                   ^
  server  ERROR: invalid input syntax for type integer: "${SECRET_WORD}"
  code    22P02
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- file sql/0002_more.sql
insert into ${TABLE_NAME:-things} values (1);
--- run POSTGRES={postgres} TABLE_NAME=things SECRET_WORD=hush-hush pawl up
--- stdout
==> app: {place} (PostgreSQL {version})
  skip   0001_table                                 1 already applied
  apply  0002_more                                  1 transaction {ms}
==> app: applied 1, skipped 1
--- stderr
--- exit 0
--- run POSTGRES={postgres} TABLE_NAME=other SECRET_WORD=changed pawl up
--- stdout
==> app: {place} (PostgreSQL {version})
  skip   0001_table … 0002_more                     2 already applied
==> app: applied 0, skipped 2
--- stderr
--- exit 0
--- run POSTGRES={postgres} pawl up --placeholders maybe
--- stdout
--- stderr
error: invalid value "maybe" for option "--placeholders"
  hint    It must be on or off.
--- exit 2
--- run POSTGRES={postgres} pawl verify --placeholders off
--- stdout
==> app: {place} (PostgreSQL {version})
==> app: good, 2 applied, 0 pending
--- stderr
--- exit 0

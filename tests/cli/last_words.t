# Why it failed goes to every place where somebody may look for it.
--- file migrations/0001_a.sql
create table a (
  i integr
);
--- file reason
what was here before is longer than nothing
--- run DATABASE_URL={postgres} pawl up --dir migrations --termination-log reason
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_a": type "integr" does not exist
  at      migrations/0001_a.sql:2:5
    1 | create table a (
    2 |   i integr
      |     ^
    3 | );
  server  ERROR: type "integr" does not exist
  code    42704
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- show reason
error: postgres: migration "0001_a": type "integr" does not exist
  at      migrations/0001_a.sql:2:5
    1 | create table a (
    2 |   i integr
      |     ^
    3 | );
  server  ERROR: type "integr" does not exist
  code    42704
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- run DATABASE_URL={postgres} GITHUB_ACTIONS=true pawl up --dir migrations --termination-log no/thing
--- stdout
==> postgres: {place} (PostgreSQL {version})
::error file=migrations/0001_a.sql,line=2,col=5,title=pawl::postgres: migration "0001_a": type "integr" does not exist%0AERROR: type "integr" does not exist%0AFix the migration and run `pawl up` again.
--- stderr
error: postgres: migration "0001_a": type "integr" does not exist
  at      migrations/0001_a.sql:2:5
    1 | create table a (
    2 |   i integr
      |     ^
    3 | );
  server  ERROR: type "integr" does not exist
  code    42704
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- run DATABASE_URL={postgres} PAWL_LOG_FORMAT=json pawl up --dir migrations
--- stdout
{"time":"{time}","event":"connected","target":"postgres","title":"PostgreSQL","version":"{version}","place":"{place}"}
{"time":"{time}","event":"error","error":{"kind":"statement","exit_code":20,"message":"postgres: migration \"0001_a\": type \"integr\" does not exist","detail":"The transaction was rolled back: nothing of the migration took effect.","hint":"Fix the migration and run `pawl up` again.","code":"42704","server":"ERROR: type \"integr\" does not exist","file":"migrations/0001_a.sql","line":2,"column":5}}
--- stderr
error: postgres: migration "0001_a": type "integr" does not exist
  at      migrations/0001_a.sql:2:5
    1 | create table a (
    2 |   i integr
      |     ^
    3 | );
  server  ERROR: type "integr" does not exist
  code    42704
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- run DATABASE_URL={postgres} PAWL_LOG_FORMAT=auto pawl up --dir migrations
--- stdout
{time} ==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_a": type "integr" does not exist
  at      migrations/0001_a.sql:2:5
    1 | create table a (
    2 |   i integr
      |     ^
    3 | );
  server  ERROR: type "integr" does not exist
  code    42704
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20

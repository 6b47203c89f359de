# Around an error stand the file's own lines, those of the other part as well.
--- file migrations/0001_a.sql
-- +goose Up
create table a (i intt);
-- +goose Down
drop table a;
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_a": type "intt" does not exist
  at      migrations/0001_a.sql:2:19
    1 | -- +goose Up
    2 | create table a (i intt);
      |                   ^
    3 | -- +goose Down
  server  ERROR: type "intt" does not exist
  code    42704
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20

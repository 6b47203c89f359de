# There is nothing to resolve unless a statement is open.
--- file migrations/0001_a.sql
create table a (i int);
--- run DATABASE_URL={postgres} pawl resolve 0001_a --applied --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: nothing of migration "0001_a" is open
  hint    `pawl status` shows which migration is, if any.
--- exit 2
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl resolve 0001_a:1 --retry --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: nothing of migration "0001_a" is open
  hint    `pawl status` shows which migration is, if any.
--- exit 2
--- run DATABASE_URL={postgres} pawl resolve 0009_x --retry --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: there is no migration "0009_x"
  hint    A version is a file's name without .sql; `pawl status` lists them.
--- exit 2
--- run DATABASE_URL={postgres} pawl resolve 0001_a --dir migrations
--- stdout
--- stderr
error: what became of the statement?
  hint    Give one of --applied, --retry, --skip and --undo-done.
--- exit 2
--- run DATABASE_URL={postgres} pawl resolve 0001_a --skip --retry --dir migrations
--- stdout
--- stderr
error: what became of the statement?
  hint    Give one of --applied, --retry, --skip and --undo-done.
--- exit 2
--- run DATABASE_URL={postgres} pawl resolve 0001_a:0 --skip --dir migrations
--- stdout
--- stderr
error: statements are numbered from 1
--- exit 2
--- run pawl resolve
--- stdout
--- stderr
error: command "resolve" needs an argument
  hint    Usage: pawl resolve VERSION[:STATEMENT]
--- exit 2

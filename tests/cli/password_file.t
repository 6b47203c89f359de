# The password in a file of its own: a line end is ignored; never together with one in the URL.
--- file migrations/0001_a.sql
create table a (i int);
--- file secret
hunter2
--- run DATABASE_URL={postgres} pawl up --dir migrations --password-file secret
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations --password-file nowhere
--- stdout
--- stderr
error: password file "nowhere" does not exist
  detail  The value comes from --password-file.
--- exit 3
--- run DATABASE_URL=postgres://app:hunter3@127.0.0.1:1/app pawl up --dir migrations --password-file secret
--- stdout
--- stderr
error: target "postgres" has two passwords
  detail  The value comes from --password-file.
  hint    Leave the password out of the URL, or give no password file.
--- exit 3
--- file empty
--- run DATABASE_URL={postgres} pawl up --dir migrations --password-file empty
--- stdout
--- stderr
error: password file "empty" is empty
  detail  The value comes from --password-file.
--- exit 3

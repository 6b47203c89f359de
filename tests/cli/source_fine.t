# A byte order mark, CRLF line ends, no last line end, comments only, an empty file: all fine.
--- shell mkdir migrations && printf '\357\273\277create table a (i int);\n' > migrations/0001_bom.sql
--- shell printf 'create table b (\r\n  i int\r\n);\r\n' > migrations/0002_crlf.sql
--- shell printf 'create table c (i int)' > migrations/0003_no_line_end.sql
--- shell touch migrations/0004_empty.sql migrations/README.md migrations/.0005_hidden.sql
--- file migrations/0005_comments.sql
-- Nothing to do here;
/* nor; here */
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_bom                                   1 transaction {ms}
  apply  0002_crlf                                  1 transaction {ms}
  apply  0003_no_line_end                           1 transaction {ms}
  apply  0004_empty                                 1 transaction {ms}
  apply  0005_comments                              1 transaction {ms}
==> postgres: applied 5, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_bom … 0005_comments                   5 already applied
==> postgres: applied 0, skipped 5
--- stderr
--- exit 0

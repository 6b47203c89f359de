# What pg_dump writes is a migration file: rows, \restrict and all; an error names the row's line.
--- file migrations/0001_baseline.sql
--
-- PostgreSQL database dump
--

\restrict 4KbXvQ

SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TABLE public.a (
    i integer NOT NULL,
    s text
);

COPY public.a (i, s) FROM stdin;
1	it's
x	\N
\.

\unrestrict 4KbXvQ
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
--- stderr
error: postgres: migration "0001_baseline": invalid input syntax for type integer: "x"
  at      migrations/0001_baseline.sql:17:1
   15 | COPY public.a (i, s) FROM stdin;
   16 | 1	it's
   17 | x	\N
      | ^
   18 | \.
  server  ERROR: invalid input syntax for type integer: "x"
          CONTEXT: COPY a, line 2, column i: "x"
  code    22P02
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- shell sed -i 's/^x/2/' migrations/0001_baseline.sql
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_baseline                              1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- file migrations/0002_more.sql
\connect other
select 1;
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
--- stderr
error: postgres: migration "0002_more": "\connect" would leave pawl's connection
  at      migrations/0002_more.sql:1:1
    1 | \connect other
      | ^
    2 | select 1;
  hint    Remove it, or write the dump without --create: pawl works in the database of its URL.  Only before the first statement, and with the name of that database, it may stand.
--- exit 4
--- file migrations/0002_more.sql
select 1;
\echo 'done'
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
--- stderr
error: postgres: migration "0002_more": "\echo" is a command of psql, not SQL
  at      migrations/0002_more.sql:2:1
    1 | select 1;
    2 | \echo 'done'
      | ^
  hint    Only psql understands it; remove it, or write in SQL what it stands for.
--- exit 4
--- file migrations/0002_more.sql
copy public.a from stdin;
3	cut off
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
--- stderr
error: postgres: migration "0002_more": COPY FROM STDIN has no end of its data: a line "\."
  at      migrations/0002_more.sql:1:1
    1 | copy public.a from stdin;
      | ^
    2 | 3	cut off
--- exit 4

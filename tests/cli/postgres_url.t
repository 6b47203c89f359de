# A URL that was written for another client says more than libpq knows.
--- file a/1_a.sql
select 1;
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app?schema=public pawl up --dir a
--- stdout
--- stderr
error: postgres: could not connect to PostgreSQL
  server  invalid URI query parameter: "schema"
  hint    Leave out what is for another client only; its schema=app or search_path=app is options=-csearch_path%3Dapp here.
--- exit 3

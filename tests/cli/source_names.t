# What a directory of migrations must not hold. It is found before any server is asked.
--- file a/init.sql
select 1;
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --dir a
--- stdout
--- stderr
error: postgres: could not read directory "a": "init.sql" has no number in front
  hint    Name migrations NUMBER_name.sql, or move the file elsewhere.
--- exit 4
--- shell mkdir -p b/0001_init.sql
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --dir b
--- stdout
--- stderr
error: postgres: could not read migrations of "b": "0001_init.sql" is a directory, not a file
--- exit 4
--- shell mkdir c && ln -s nowhere.sql c/0001_init.sql
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --dir c
--- stdout
--- stderr
error: postgres: could not read migrations of "c": could not open file "0001_init.sql": No such file or directory
--- exit 4
--- file d/0001_init.up.sql
select 1;
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --dir d
--- stdout
--- stderr
error: postgres: could not connect to PostgreSQL
  server  connection to server at "127.0.0.1", port 1 failed: Connection refused
          	Is the server running on that host and accepting TCP/IP connections?
--- exit 10
--- shell mkdir e && ln -s 0001_init.sql e/0001_init.sql
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --dir e
--- stdout
--- stderr
error: postgres: could not read migrations of "e": could not open file "0001_init.sql": Too many levels of symbolic links
--- exit 4

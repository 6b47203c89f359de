# Nothing configured; a directory missing, or not named.
--- run pawl up
--- stdout
--- stderr
error: no database is configured
  hint    Give one database with --url URL --dir DIR; or set PAWL_POSTGRES_URL or PAWL_CLICKHOUSE_URL and give --dir DIR; or list targets in pawl.yaml.
--- exit 3
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up
--- stdout
--- stderr
error: target "postgres" has no dir
  hint    Say where its migrations are: --dir DIR, PAWL_POSTGRES_DIR, or dir in the file.
--- exit 3
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --dir nowhere
--- stdout
--- stderr
error: directory "nowhere" does not exist
  detail  The value comes from --dir.
--- exit 3
--- file plain
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --dir plain
--- stdout
--- stderr
error: "plain" is not a directory
  detail  The value comes from --dir.
--- exit 3
--- run DATABASE_URL=mysql://app@127.0.0.1:1/app pawl up --dir nowhere
--- stdout
--- stderr
error: no known database has URLs with "mysql://"
  detail  The value comes from DATABASE_URL.
  hint    A URL begins with postgres:// or clickhouse://.
--- exit 3
--- run DATABASE_URL=127.0.0.1 pawl up --dir nowhere
--- stdout
--- stderr
error: a database URL was expected
  detail  The value comes from DATABASE_URL.
  hint    A URL begins with postgres:// or clickhouse://.
--- exit 3
--- run PAWL_WAIT=soon pawl up
--- stdout
--- stderr
error: invalid value "soon" for environment variable "PAWL_WAIT"
  hint    It must be a number of seconds from 0 to 1000000, such as 30 or 0.5.
--- exit 3

# A password shows nowhere, however it was given and whatever goes wrong.
--- file migrations/0001_a.sql
create table a (i int);
--- run DATABASE_URL=postgres://app:hunter2@127.0.0.1:1/app pawl up --dir migrations
--- stdout
--- stderr
error: postgres: could not connect to PostgreSQL
  server  connection to server at "127.0.0.1", port 1 failed: Connection refused
          	Is the server running on that host and accepting TCP/IP connections?
--- exit 10
--- run DATABASE_URL=postgres://app:hunter2@127.0.0.1:1/app pawl up --verbose --json --dir migrations
--- stdout
{
  "command": "up",
  "targets": [],
  "ok": false,
  "error": {
    "kind": "connect",
    "exit_code": 10,
    "message": "postgres: could not connect to PostgreSQL",
    "detail": null,
    "hint": null,
    "code": null,
    "server": "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
    "file": null
  }
}
--- stderr
--- exit 10
--- run pawl up --url clickhouse://app:hunter2@127.0.0.1:1/app --dir migrations
--- stdout
--- stderr
error: clickhouse: could not connect to ClickHouse at 127.0.0.1:1: Couldn't connect to server
  hint    Is the server up, and is this its HTTP port, as a rule 8123, or 8443 for TLS?
--- exit 10
--- run DATABASE_URL=postgres://app:hunter2@127.0.0.1:port/app pawl up --dir migrations
--- stdout
--- stderr
error: postgres: could not connect to PostgreSQL
  server  invalid integer value "port" for connection option "port"
--- exit 3
--- run DATABASE_URL=postgres://app:hunter2@127.0.0.1:1/app?sslmode=maybe pawl up --dir migrations
--- stdout
--- stderr
error: postgres: could not connect to PostgreSQL
  server  invalid sslmode value: "maybe"
--- exit 3
--- run DATABASE_URL=mysql://app:hunter2@127.0.0.1:1/app pawl up --dir migrations
--- stdout
--- stderr
error: no known database has URLs with "mysql://"
  detail  The value comes from DATABASE_URL.
  hint    A URL begins with postgres:// or clickhouse://.
--- exit 3
--- run DATABASE_URL=app:hunter2@127.0.0.1:1/app pawl up --dir migrations
--- stdout
--- stderr
error: a database URL was expected
  detail  The value comes from DATABASE_URL.
  hint    A URL begins with postgres:// or clickhouse://.
--- exit 3

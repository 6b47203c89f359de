# An error as a document: what, where, and what to do.
--- run pawl frobnicate --json
--- stdout
{
  "command": null,
  "targets": [],
  "ok": false,
  "error": {
    "kind": "usage",
    "exit_code": 2,
    "message": "unknown command \"frobnicate\"",
    "detail": null,
    "hint": "Run \"pawl help\" for the list of commands.",
    "code": null,
    "server": null,
    "file": null
  }
}
--- stderr
--- exit 2
--- run PAWL_JSON=1 pawl up
--- stdout
{
  "command": "up",
  "targets": [],
  "ok": false,
  "error": {
    "kind": "config",
    "exit_code": 3,
    "message": "no database is configured",
    "detail": null,
    "hint": "Give one database with --url URL --dir DIR; or set PAWL_POSTGRES_URL or PAWL_CLICKHOUSE_URL and give --dir DIR; or list targets in pawl.yaml.",
    "code": null,
    "server": null,
    "file": null
  }
}
--- stderr
--- exit 3
--- file pawl.yaml
targetz: []
--- run pawl up --json
--- stdout
{
  "command": "up",
  "targets": [],
  "ok": false,
  "error": {
    "kind": "config",
    "exit_code": 3,
    "message": "unknown key \"targetz\"",
    "detail": null,
    "hint": "Did you mean \"targets\"?",
    "code": null,
    "server": null,
    "file": "pawl.yaml",
    "line": 1,
    "column": 1
  }
}
--- stderr
--- exit 3
--- shell rm pawl.yaml
--- file migrations/0001_a.sql
create table a (
    i intt
);
--- run DATABASE_URL={postgres} pawl up --json --dir migrations
--- stdout
{
  "command": "up",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      }
    }
  ],
  "ok": false,
  "error": {
    "kind": "statement",
    "exit_code": 20,
    "message": "postgres: migration \"0001_a\": type \"intt\" does not exist",
    "detail": "The transaction was rolled back: nothing of the migration took effect.",
    "hint": "Fix the migration and run `pawl up` again.",
    "code": "42704",
    "server": "ERROR: type \"intt\" does not exist",
    "file": "migrations/0001_a.sql",
    "line": 2,
    "column": 7
  }
}
--- stderr
--- exit 20
--- run DATABASE_URL=postgres://app@127.0.0.1:1/app pawl up --json --dir migrations
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

# wait looks at the database, not at who migrates it.
--- file migrations/0001_a.sql
create table a (i int);
--- file migrations/0002_b.sql
create table b (i int);
--- run DATABASE_URL={postgres} pawl wait --dir migrations --timeout 0
--- stdout
--- stderr
error: postgres: migration "0001_a" is not applied yet
  detail  2 migrations are pending.
  hint    `pawl up` applies them; `pawl status` shows them.
--- exit 13
--- run DATABASE_URL={postgres} pawl up --dir migrations --to 0001_a
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  0001_a                                     1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl wait --dir migrations --to 0001_a --timeout 0
--- stdout
==> postgres: {place} (PostgreSQL {version})
==> postgres: has everything
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl wait --dir migrations --timeout 4 --interval 4
--- stdout
--- stderr
wait:   postgres: migration "0002_b" is not applied yet  (waiting for {ms})
error: postgres: migration "0002_b" is not applied yet
  detail  1 migration is pending.
  hint    `pawl up` applies them; `pawl status` shows them.
--- exit 13
--- run DATABASE_URL={postgres} pawl wait --dir migrations --timeout 0 --json
--- stdout
{
  "command": "wait",
  "targets": [],
  "ok": false,
  "error": {
    "kind": "pending",
    "exit_code": 13,
    "message": "postgres: migration \"0002_b\" is not applied yet",
    "detail": "1 migration is pending.",
    "hint": "`pawl up` applies them; `pawl status` shows them.",
    "code": null,
    "server": null,
    "file": null
  }
}
--- stderr
--- exit 13
--- run DATABASE_URL={postgres} pawl up --dir migrations --quiet
--- stdout
==> postgres: applied 1, skipped 1
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl wait --dir migrations --timeout 0 --json
--- stdout
{
  "command": "wait",
  "targets": [
    {
      "name": "postgres",
      "server": {
        "title": "PostgreSQL",
        "version": "{version}",
        "place": "{place}"
      },
      "applied": 0,
      "skipped": 2,
      "pending": 0
    }
  ],
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- run DATABASE_URL=postgres://nobody@127.0.0.1:1/x pawl wait --dir migrations --timeout 0
--- stdout
--- stderr
error: postgres: could not connect to PostgreSQL
  server  connection to server at "127.0.0.1", port 1 failed: Connection refused
          	Is the server running on that host and accepting TCP/IP connections?
--- exit 10

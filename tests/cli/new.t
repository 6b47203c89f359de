# An empty file with the next number, as wide as the last one; no database is needed.
--- shell mkdir migrations
--- run pawl new init --dir migrations
--- stdout
migrations/0001_init.sql
--- stderr
--- exit 0
--- run pawl new "add user's e-mail" --dir migrations
--- stdout
migrations/0002_add_user_s_e-mail.sql
--- stderr
--- exit 0
--- run pawl new third --dir migrations --json
--- stdout
{
  "command": "new",
  "targets": [],
  "path": "migrations/0003_third.sql",
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
--- shell touch migrations/20260101120000_stamped.sql
--- run pawl new stamped --dir migrations
--- stdout
migrations/20260101120001_stamped.sql
--- stderr
--- exit 0
--- run pawl new init
--- stdout
--- stderr
error: no database is configured
  hint    Give one database with --url URL --dir DIR; or set PAWL_POSTGRES_URL or PAWL_CLICKHOUSE_URL and give --dir DIR; or list targets in pawl.yaml.
--- exit 3
--- run pawl new init --dir nowhere
--- stdout
--- stderr
error: directory "nowhere" does not exist
  detail  The value comes from --dir.
--- exit 3
--- shell mkdir -p schemas/postgres schemas/clickhouse
--- run pawl new init --dir schemas
--- stdout
--- stderr
error: which target is the migration for?
  hint    Name one: `pawl new init --target postgres`.
--- exit 2
--- run pawl new init --dir schemas --target clickhouse
--- stdout
schemas/clickhouse/0001_init.sql
--- stderr
--- exit 0

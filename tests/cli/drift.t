# An applied file was edited: an error with both checksums; allowed, a notice.
--- file migrations/0001_a.sql
create table a (i int);
--- run DATABASE_URL={postgres} pawl up --quiet --dir migrations
--- stdout
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
--- file migrations/0001_a.sql
create table a (i int, j int);
--- file migrations/0002_b.sql
create table b (i int);
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
--- stderr
error: postgres: migration "0001_a" was edited after it was applied
  detail  migrations/0001_a.sql has checksum 99040cde651d62de6c0f7cdf6f6995160ad58fda205875b7bfec4d870220e41e; the ledger has adc214c094729cdd118f2bf2653ee4bada80b6b85f7bc57d158c48c0c03bb177.
  hint    Restore the file and put the change into a new migration; or go on with `--allow-drift`: the file is not run again.
--- exit 21
--- run DATABASE_URL={postgres} pawl plan --dir migrations --json
--- stdout
{
  "command": "plan",
  "targets": [],
  "ok": false,
  "error": {
    "kind": "drift",
    "exit_code": 21,
    "message": "postgres: migration \"0001_a\" was edited after it was applied",
    "detail": "migrations/0001_a.sql has checksum 99040cde651d62de6c0f7cdf6f6995160ad58fda205875b7bfec4d870220e41e; the ledger has adc214c094729cdd118f2bf2653ee4bada80b6b85f7bc57d158c48c0c03bb177.",
    "hint": "Restore the file and put the change into a new migration; or go on with `--allow-drift`: the file is not run again.",
    "code": null,
    "server": null,
    "file": null
  }
}
--- stderr
--- exit 21
--- run DATABASE_URL={postgres} pawl status --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  applied  0001_a                                   {time} {ms}
  pending  0002_b                                  
==> postgres: 1 applied, 1 pending
--- stderr
notice: postgres: "0001_a" was edited after it was applied; it is not run again
--- exit 0
--- run DATABASE_URL={postgres} pawl up --dir migrations --allow-drift
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a                                     1 already applied
  apply  0002_b                                     1 transaction {ms}
==> postgres: applied 1, skipped 1
--- stderr
notice: postgres: "0001_a" was edited after it was applied; it is not run again
--- exit 0

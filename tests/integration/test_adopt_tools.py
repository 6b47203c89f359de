"""The tools themselves: each applies half of a directory, pawl adopts it and finishes; and each
alone, tool and pawl, leaves the same schema.

`tools/setup test` fetches them. The two that need Go to be built are skipped where there is none.
"""

import subprocess

from bench import fetch, peers, tools
from tests.integration.databases import on
from tests.runner.job import Skip
from tests.servers import NotInstalled
from tests.servers.server import CACHE

# One list of statements for each migration.
POSTGRES = [
    ["CREATE TYPE mood AS ENUM ('good', 'bad')", "CREATE TABLE t1 (i int PRIMARY KEY, m mood)"],
    ["CREATE TABLE t2 (i int REFERENCES t1, words text DEFAULT 'a;b')", "CREATE INDEX ON t2 (i)"],
    ["CREATE VIEW v3 AS SELECT i, m FROM t1", "INSERT INTO t1 VALUES (1, 'good'), (2, 'bad')"],
    ["ALTER TABLE t2 ADD COLUMN at timestamptz", "COMMENT ON TABLE t2 IS 'it''s the second'"],
]
CLICKHOUSE = [
    ["CREATE TABLE t1 (i Int64, m Enum8('good' = 1, 'bad' = 2)) ENGINE = MergeTree ORDER BY i"],
    ["CREATE TABLE t2 (i Int64, words String DEFAULT 'ab') ENGINE = MergeTree ORDER BY i"],
    # One statement for each, as dbmate sends a file as one; and golang-migrate takes no VALUES.
    ["INSERT INTO t1 SELECT number, 'good' FROM numbers(2)"],
    ["CREATE VIEW v3 AS SELECT i, m FROM t1"],
    ["ALTER TABLE t2 ADD COLUMN at DateTime"],
]


def get(kind):
    try:
        return fetch.get_peer(CACHE / "bench", kind)
    except fetch.MissingGo as reason:
        raise Skip(f"no {kind.name}: {reason}") from None
    except (fetch.Missing, OSError, subprocess.CalledProcessError) as reason:
        raise NotInstalled(f"{kind.name}: {getattr(reason, 'stderr', None) or reason}") from None


def run_tool(tool, db, folder):
    place = tools.Place(db.server, db.name)
    run = subprocess.run(list(map(str, tool.command(place, folder))), capture_output=True,
                         text=True, timeout=300)
    assert run.returncode == 0, run


def schema(db, history):
    """All that the migrations made, as the server writes it down; and the rows."""
    if db.is_postgres:
        run = subprocess.run(["pg_dump", "--no-owner",
                              "--exclude-table=pawl_*", f"--exclude-table={history}*", db.url],
                             capture_output=True, text=True, timeout=120, check=True)
        return [line for line in run.stdout.splitlines() if not line.startswith("\\")]
    made = db.query("SELECT name, create_table_query FROM system.tables "
                    f"WHERE database = '{db.name}' ORDER BY name")
    ours = [(name, text.replace(db.name, "db")) for name, text in made
            if not name.startswith("pawl_") and name != history]
    return ours + db.query("SELECT * FROM t1 ORDER BY i")


def alone(tool, db, go):
    """What is there after one of them ran all of it."""
    with type(db)(db.server) as other:
        go(other)
        return schema(other, tool.ledger)


def take_over(db, kind):
    tool = get(kind)
    steps = POSTGRES if db.is_postgres else CLICKHOUSE
    half = len(steps) // 2
    run_tool(tool, db, tool.write(db.folder / "half", steps[:half]))
    db.dir.rmdir()
    tool.write(db.dir, steps)
    run = db.up()
    assert run.exit == 21 and run.says("history of another tool", "`pawl adopt`"), run
    run = db.pawl("adopt")
    assert run.exit == 0 and run.says(f"adopted {half}, run none"), run
    run = db.up()
    assert run.exit == 0 and run.says(f"applied {len(steps) - half}, skipped {half}"), run
    assert db.pawl("verify").exit == 0

    ours = schema(db, tool.ledger)
    assert ours == alone(tool, db, lambda other: run_tool(tool, other, db.dir))
    assert ours == alone(tool, db, lambda other: check_up(other, db.dir))
    assert any("v3" in str(line) for line in ours), ours


def check_up(other, folder):
    run = other.up(dir=folder)
    assert run.exit == 0, run


@on("postgres15", "clickhouse26")
def test_goose(db):
    take_over(db, peers.Goose)


@on("postgres15", "clickhouse26")
def test_golang_migrate(db):
    take_over(db, peers.Migrate)


@on("postgres15", "clickhouse26")
def test_dbmate(db):
    take_over(db, peers.Dbmate)


@on("clickhouse26")
def test_clickhouse_migrations(db):
    take_over(db, peers.ClickhouseMigrations)

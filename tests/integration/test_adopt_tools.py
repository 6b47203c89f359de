"""The tools themselves: each applies half of a directory, pawl adopts it and finishes.

They are those that the benchmarks fetched into .cache/bench; one that is not there is skipped.
"""

import subprocess

from bench import fetch, peers, tools
from tests.integration.databases import on
from tests.runner.job import Skip
from tests.servers.server import CACHE

STEPS = 4


def get(kind):
    cache = CACHE / "bench"
    if not any(cache.glob(f"{kind.name}-*/*")):
        raise Skip(f"{kind.name} is not in {cache}: bench/run.py fetches it")
    return fetch.get_peer(cache, kind)


def run_tool(tool, db, folder):
    place = tools.Place(db.server, db.name)
    run = subprocess.run(list(map(str, tool.command(place, folder))), capture_output=True,
                         text=True, timeout=120)
    assert run.returncode == 0, run


def schema(db, history):
    query = ("select table_name, column_name, data_type from information_schema.columns "
             "where table_schema = 'public'" if db.is_postgres else
             f"SELECT table, name, type FROM system.columns WHERE database = '{db.name}'")
    return sorted(row for row in map(tuple, db.query(query))
                  if not row[0].startswith("pawl_") and row[0] != history)


def take_over(db, kind):
    tool = get(kind)
    steps = [[db.create_table(f"t{number}", "i int")] for number in range(STEPS)]
    run_tool(tool, db, tool.write(db.folder / "half", steps[:STEPS // 2]))
    db.dir.rmdir()
    tool.write(db.dir, steps)
    assert db.up().exit == 21
    run = db.pawl("adopt")
    assert run.exit == 0 and run.says(f"adopted {STEPS // 2}, run none"), run
    run = db.up()
    assert run.exit == 0 and run.says(f"applied {STEPS // 2}, skipped {STEPS // 2}"), run
    assert db.pawl("verify").exit == 0
    ours = schema(db, tool.ledger)
    # The tool alone comes to the same.
    with type(db)(db.server) as other:
        run_tool(tool, other, db.dir)
        assert schema(other, tool.ledger) == ours
    assert len({row[0] for row in ours}) == STEPS, ours


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

"""SIGTERM, as every deployment sends it: the ledger is true afterwards, and pawl is gone soon."""

from pathlib import Path
import time

from tests.integration.databases import CLICKHOUSE, EMBEDDED, POSTGRES, finish, on, signalled
from tests.integration.sessions import sleeping

TABLE = "CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i"


@on(*POSTGRES)
def test_a_transaction_is_rolled_back(db):
    db.write({"0001_a": "create table a (i int); insert into a values (1)",
              "0002_slow": "insert into a values (2); select pg_sleep(60);"})

    process = db.start("up")
    with signalled(process, when=lambda: sleeping(db)) as sent:
        run = finish(process)
        assert run.exit == 12, run
        assert time.monotonic() - sent < 5
    assert run.says("SIGTERM"), run
    assert db.query("select i from a") == [["1"]]
    assert not sleeping(db), "the server was told to stop, not only left alone"
    assert db.states() == {"0001_a": "applied", "0002_slow": "pending"}

    db.write({"0002_slow": "insert into a values (2)"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 2


@on("postgres18")
def test_a_step_is_cancelled(db):
    db.write({"0001_slow": "-- pawl: no-transaction\ncreate table a (i int);\n"
                           "insert into a select 1 from pg_sleep(60);\n"
                           "insert into a values (2);\n"})
    process = db.start("up")
    with signalled(process, when=lambda: sleeping(db)):
        run = finish(process)
    assert run.exit == 12, run
    assert db.states() == {"0001_slow": "partial"}
    text = (db.dir / "0001_slow.sql").read_text()
    db.write({"0001_slow": text.replace("pg_sleep(60)", "pg_sleep(0)")})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select i from a order by i") == [["1"], ["2"]]


def slow(db, seconds):
    """A file whose second statement takes so long, and what tells that it runs."""
    rows = f"(SELECT number FROM system.numbers LIMIT {seconds})"
    db.write({"0001_slow": f"SET max_block_size = 1;\n{TABLE};\n"
                           f"INSERT INTO a SELECT number + sleepEachRow(1) FROM {rows} "
                           f"WHERE '{db.name}' != '';\nINSERT INTO a VALUES (100);\n"})
    return lambda: db.value("SELECT count() FROM system.processes WHERE query LIKE "
                            f"'INSERT INTO a SELECT number%{db.name}%'") == "1"


@on(*CLICKHOUSE)
def test_a_statement_that_soon_ends_is_waited_for(db):
    running = slow(db, 2)
    process = db.start("up")
    with signalled(process, when=running):
        run = finish(process)
    assert run.exit == 12, run
    assert db.count("a") == 2
    assert db.states() == {"0001_slow": "partial"}, "the statement is known to be done"
    run = db.up()
    assert run.exit == 0, run
    assert db.query("SELECT i FROM a ORDER BY i") == [["0"], ["1"], ["100"]]


@on(*CLICKHOUSE)
def test_a_statement_that_goes_on_is_let_go_of(db):
    """ClickHouse goes on with it, whatever becomes of its client: the next run waits for it."""
    running = slow(db, 6)
    process = db.start("up")
    with signalled(process, when=running) as sent:
        time.sleep(0.5)
        process.terminate()  # a second signal changes nothing
        run = finish(process)
        assert run.exit == 12, run
        assert time.monotonic() - sent < 7
    assert db.states() == {"0001_slow": "unknown"}
    run = db.up()
    assert run.exit == 0, run
    assert run.says('"0001_slow" 3/4 took effect'), run
    assert db.query("SELECT i FROM a ORDER BY i") == [[str(i)] for i in (*range(6), 100)]


@on(*EMBEDDED)
def test_an_embedded_statement_is_waited_for(db):
    """It runs in pawl itself, so there is nobody to leave it to."""
    slow(db, 3)
    process = db.start("up")

    def running() -> bool:
        """Nobody else can ask the library; a second ago there was the table that it fills."""
        try:
            return any(time.time() - table.stat().st_mtime > 1
                       for table in Path(db.server.folder).rglob("a.sql"))
        except FileNotFoundError:  # a folder went while it was looked through
            return False

    with signalled(process, when=running, deadline=60):
        run = finish(process)
    assert run.exit == 12, run
    assert db.states() == {"0001_slow": "partial"}
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 4

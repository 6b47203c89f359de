"""What is looked at before a statement, and how often."""

import time

from tests.integration.databases import CLICKHOUSE, on
from tests.integration.test_lock_clickhouse import BEFORE, look, prepare
from tests.proxy import Cut, Proxy

def lock(db) -> int:
    """Look, claim, look, give back."""
    return 2 * look(db) + 2


def create(name: str, column: str = "i") -> str:
    return f"CREATE TABLE {name} ({column} Int64) ENGINE = MergeTree ORDER BY {column};\n"


def journal_rows(db) -> int:
    return int(db.value("SELECT count() FROM pawl_journal"))


def looks(db, statements: int) -> tuple[int, float]:
    """Of a run: its looks, and how many seconds it took."""
    before, started = journal_rows(db), time.monotonic()
    with Proxy(db.server.port) as proxy:
        run = db.up(url=proxy.url(db.url))
        elapsed = time.monotonic() - started
        assert run.exit == 0, run
        written = journal_rows(db) - before
        return proxy.round_trips - BEFORE - lock(db) - written - statements, elapsed


@on(*CLICKHOUSE)
def test_one_look_serves_the_creates_that_follow_upon_each_other(db):
    prepare(db)
    db.write({f"{number:04}_t": create(f"t{number}") for number in range(1, 11)}
             | {"0011_several": "".join(create(f"u{number}") for number in range(10))})
    seen, elapsed = looks(db, statements=20)
    assert 1 <= seen <= 1 + elapsed, (seen, elapsed, "it holds for a second")


@on(*CLICKHOUSE)
def test_what_comes_in_between_ends_it(db):
    prepare(db)
    db.write({"0001_t": create("t1") + create("t2") + "RENAME TABLE t1 TO t3;\n"
                        + create("t1") + create("t4")})
    seen, elapsed = looks(db, statements=5)
    # Before t1, the RENAME, and t1 again: the table that is there is another one.
    assert 3 <= seen <= 3 + 2 * elapsed, (seen, elapsed)


@on(*CLICKHOUSE)
def test_a_name_that_is_there_is_seen_though_the_others_are_not(db):
    """Somebody's table of that name: the server refuses, and no verdict takes it for ours."""
    prepare(db)
    db.query(create("t3").rstrip(";\n"))
    db.query("INSERT INTO t3 VALUES (7)")
    db.write({f"{number:04}_t": create(f"t{number}") for number in range(1, 5)})
    assert refused(db.up()), "the first two are done"
    with Proxy(db.server.port) as proxy:
        assert refused(db.up(url=proxy.url(db.url)))
        requests = proxy.round_trips
    for request in range(BEFORE + 1, requests + 1):  # whose answer is lost
        with Proxy(db.server.port, {1: Cut(after_requests=request)}) as proxy:
            assert db.up(url=proxy.url(db.url)).exit != 0, request
        assert refused(db.up()), request
    assert [tuple(row) for row in db.query("SELECT i FROM t3")] == [("7",)]


def refused(run) -> bool:
    return run.exit == 20 and run.says("0003_t.sql", "already exists", "did not take effect")

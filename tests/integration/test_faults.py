"""Connections that break, at every moment of a run. Whatever is lost: nothing runs twice, and
the ledger says "unknown" rather than something wrong."""

from tests.integration.databases import CLICKHOUSE, Database, on
from tests.proxy import Cut, Proxy

TABLE = "CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i"
STEPS = f"{TABLE};\n" + "".join(f"INSERT INTO a VALUES ({row});\n" for row in [1, 2, 3])


def assert_ledger_is_true(db, run, rows, moment):
    """After a run that was disturbed: the exit code says what the next run will do."""
    def found():
        return [row[0] for row in db.query("SELECT i FROM a ORDER BY i")] if db.has_table(
            "a") else []

    before = found()
    assert len(before) == len(set(before)), (moment, run, before)
    states = db.states()
    following = db.up()
    if run.exit in (0, 10):
        assert following.exit == 0, (moment, run, following)
        assert found() == rows, (moment, run, following, found())
    else:
        assert run.exit == 22, (moment, run)
        assert "unknown" in states.values(), (moment, run, states)
        assert following.exit == 22, (moment, run, following)
        assert found() == before, (moment, following)


def disturbed_runs(db, write, cut_of, count):
    """For each moment a run on a database of its own, through a proxy that cuts it there."""
    with Proxy(db.server.port) as proxy:
        for moment in range(1, count + 1):
            with Database(db.server) as victim:
                write(victim)
                proxy.reset()
                proxy.plan = {1: cut_of(moment)}
                run = victim.up("--connect-timeout", "5", url=proxy.url(victim.url))
                yield victim, run, moment


def round_trips(db, write) -> int:
    with Proxy(db.server.port) as proxy, Database(db.server) as calm:
        write(calm)
        run = calm.up(url=proxy.url(calm.url))
        assert run.exit == 0, run
        assert len(proxy.connections) == 1
        return proxy.round_trips


@on(*CLICKHOUSE)
def test_every_answer_that_clickhouse_can_lose(db):
    def write(victim):
        victim.write({"0001_steps": STEPS})

    count = round_trips(db, write)
    exits = []
    for victim, run, moment in disturbed_runs(
            db, write, lambda moment: Cut(after_requests=moment,
                                          how="fin" if moment % 2 else "rst"), count):
        assert_ledger_is_true(victim, run, ["1", "2", "3"], moment)
        exits.append(run.exit)
    # The next run heals each: the query log says that what was lost finished.
    assert set(exits) == {0, 10}, exits


@on("postgres18")
def test_every_answer_that_postgres_can_lose(db):
    """A transaction is there or it is not, and the ledger's row is in it. Only a step, which no
    transaction may hold, can be in doubt."""
    def write(victim):
        victim.write({"0001_a": "create table a (i int); insert into a values (1)",
                      "0002_own": "begin; insert into a values (2); commit",
                      "0003_index": "create index concurrently a_i on a (i)",
                      "0004_after": "insert into a values (3)"})

    count = round_trips(db, write)
    exits = []
    for victim, run, moment in disturbed_runs(
            db, write, lambda moment: Cut(after_requests=moment,
                                          how="fin" if moment % 2 else "rst"), count):
        # A lost answer to a write of the ledger is settled by writing again, and the run goes on.
        assert_ledger_is_true(victim, run, ["1", "2", "3"], moment)
        exits.append(run.exit)
    assert exits.count(22) <= 2, exits


@on("postgres18")
def test_every_answer_between_the_transactions_of_a_file(db):
    """Each has its row in front of its COMMIT: none can be in doubt, and each is whole."""
    def write(victim):
        victim.write({"0001_a": "create table a (i int)",
                      "0002_several": "begin; insert into a values (1); insert into a values (2); "
                                      "commit;\ninsert into a values (3);\n"
                                      "begin isolation level serializable;\n"
                                      "insert into a values (4); insert into a values (5);\nend"})

    count = round_trips(db, write)
    for victim, run, moment in disturbed_runs(
            db, write, lambda moment: Cut(after_requests=moment,
                                          how="fin" if moment % 2 else "rst"), count):
        assert run.exit in (0, 10), (moment, run)
        assert_ledger_is_true(victim, run, ["1", "2", "3", "4", "5"], moment)


@on(*CLICKHOUSE)
def test_half_a_statement_never_runs(db):
    """Old servers take the end of a connection for the end of the data, and insert the half."""
    rows = ",".join(f"({row})" for row in range(100_000, 160_000))
    with Proxy(db.server.port) as proxy:
        for number, how in enumerate(["fin", "rst"]):
            table = f"a{number}"
            db.write({f"{number:04}_rows": f"{TABLE.replace(' a ', f' {table} ')};\n"
                                           f"INSERT INTO {table} VALUES {rows};\n"})
            proxy.reset()
            proxy.plan = {1: Cut(after_client_bytes=300_000, how=how)}
            run = db.up(url=proxy.url(db.url))
            # What did not go out whole cannot have run: it may be sent again at once.
            assert run.exit in (0, 10), run
            assert db.count(table) == (60_000 if run.exit == 0 else 0)
            assert db.up().exit == 0
            assert db.count(table) == 60_000


@on("clickhouse26", "postgres18")
def test_a_network_that_swallows_everything(db):
    """Neither an answer nor an end: only the clock helps."""
    db.write({"0001_a": db.create_table("a", "i int") + ";\nINSERT INTO a VALUES (1)"})
    with Proxy(db.server.port) as proxy:
        proxy.plan = lambda number: Cut(after_requests=2 if db.is_postgres else 1, how="hang")
        run = db.up("--statement-timeout", "1", "--connect-timeout", "1", url=proxy.url(db.url))
        assert run.exit == 10, run
        assert run.seconds < 10
    run = db.up()
    assert run.exit == 0, run


@on("clickhouse18", "clickhouse26", "postgres18")
def test_a_server_that_falls_silent(db):
    """Statements may take hours, what pawl asks for itself may not: nothing else ends a wait for a
    server that stands still."""
    db.write({"0001_a": db.create_table("a", "i int") + ";\nINSERT INTO a VALUES (1)"})
    with Proxy(db.server.port) as proxy:
        for requests in (1, 2, 3, 4):
            proxy.reset()
            # Nor does it take a request to cancel, or a renewal of the lease.
            proxy.plan = lambda number, requests=requests: (
                Cut(after_requests=requests + db.is_postgres, how="hang") if number == 1
                else Cut(after_client_bytes=0, how="hang"))
            run = db.up("--request-timeout", "1", "--connect-timeout", "1", "--lock-timeout", "0",
                        url=proxy.url(db.url), timeout=60)
            assert run.exit == 10, run
            assert run.says("timeout of requests") or db.is_postgres, run
            assert not db.has_table("a")
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 1


@on("postgres18")
def test_a_server_that_dies_at_work(db):
    """As for an administrator's shutdown: the transaction is gone, and so is its row."""
    db.write({"0001_a": "create table a (i int); insert into a values (1); "
                        "select pg_terminate_backend(pg_backend_pid())"})
    run = db.up()
    assert run.exit in (10, 20), run
    assert not db.has_table("a")
    db.write({"0001_a": "create table a (i int); insert into a values (1)"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 1

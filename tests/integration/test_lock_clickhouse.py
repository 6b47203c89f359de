"""One pawl at a time on a ClickHouse, and none that was shut out does anything more."""

from concurrent.futures import ThreadPoolExecutor
import contextlib
import http.client
import http.server
import re
import signal
import socket
import threading
import time
from urllib.parse import urlencode

from tests.integration.databases import CLICKHOUSE, Database, finish, on
from tests.proxy import Cut, Proxy
from tests.servers import ClickHouse18
from tests.torture.faults import Faults

TABLE = "CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i"
# Requests of a run that are none of the lock's, beside its rows and steps: the ledger, and where
# something is to run, whether there is a version table, and which settings the server knows.
READ = 1
BEFORE = READ + 2


def look(db) -> int:
    """The requests of a look at the lock: old servers must not be asked for all at once."""
    return 2 if db.server.name == "clickhouse18" else 1


def wait_until(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "what was waited for did not come"
        time.sleep(0.02)


def all_of(connection) -> bytes:
    """What comes, until nothing more does: an answer may come in pieces."""
    connection.settimeout(2)
    received = b""
    with contextlib.suppress(TimeoutError):
        while piece := connection.recv(4096):
            received += piece
    return received


def locks(db) -> set[str]:
    return {name for name in db.tables() if name.startswith("pawl_lock_")}


def is_free(db) -> bool:
    """What a run leaves that had the lock and wrote nothing is a table that says so."""
    run = db.pawl("unlock")
    assert run.exit == 0, run
    return run.says("was not locked")


def rows(db) -> list[int]:
    return [int(row[0]) for row in db.query("SELECT i FROM a ORDER BY i")]


def running(db) -> bool:
    return db.value("SELECT count() FROM system.processes WHERE query LIKE "
                    f"'INSERT INTO a SELECT number%{db.name}%'") != "0"


def prepare(db) -> None:
    """A database with a ledger, and without a lock."""
    db.write({"0000_first": TABLE})
    run = db.up()
    assert run.exit == 0, run
    assert not locks(db)


def slow(db, seconds, set_first=False) -> str:
    """Makes so many rows from 0 on, one a second; its author says how to know that it is done."""
    # max_block_size 1, or all rows would sleep in one block, which old servers limit to 3 s.
    return (("SET max_block_size = 1;\n" if set_first else "")
            + f"-- pawl: done-when SELECT count() = {seconds} FROM a WHERE i < 100\n"
            + f"INSERT INTO a SELECT number + sleepEachRow(1) FROM (SELECT number FROM "
              f"system.numbers LIMIT {seconds}) WHERE '{db.name}' != ''"
            + (";\n" if set_first else " SETTINGS max_block_size = 1;\n"))


def then(row) -> str:
    return f"-- pawl: done-when SELECT count() = 1 FROM a WHERE i = {row}\nINSERT INTO a VALUES ({row});\n"


@contextlib.contextmanager
def killed(process):
    """Whatever becomes of the test, the process ends."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def kill_at(db, request, *arguments):
    """A run that dies (SIGKILL) when the server has carried out so many of its requests."""
    with Proxy(db.server.port) as proxy:
        proxy.plan = {1: Cut(after_requests=request, how="hang")}
        with killed(db.start("up", *arguments, url=proxy.url(db.url))) as process:
            wait_until(lambda: proxy.connections and proxy.connections[0].was_cut
                       or process.poll() is not None)
            time.sleep(0.1)
            return process.poll() is None


def counted(db, *arguments):
    """A run, and how many of its requests were the lock's. Not those that renew it, which Faults
    leaves out: how many of them there are is a matter of time."""
    before = int(db.value("SELECT count() FROM pawl_journal"))
    faults = Faults("http")
    with Proxy(db.server.port, connection_type=faults.connection) as proxy:
        run = db.up(*arguments, url=proxy.url(db.url))
        assert run.exit == 0, run
        written = int(db.value("SELECT count() FROM pawl_journal")) - before
        steps = sum(int(number) for number in re.findall(r"(\d+) statement", run.stdout))
        return len(faults.messages) - BEFORE - written - 2 * steps  # each with a look before it


@on(*CLICKHOUSE)
def test_what_the_lock_costs(db):
    prepare(db)
    db.write({"0001_b": TABLE.replace(" a ", " b ")})
    assert (cost := counted(db)) == 2 * look(db) + 2, (cost, "look, claim, look, give back")
    assert not locks(db)
    with Proxy(db.server.port) as proxy:
        assert db.up(url=proxy.url(db.url)).exit == 0
        assert proxy.round_trips == READ, "nothing to do takes no lock"
    if db.server.name != "clickhouse18":  # which has to wait for the dead one's session to expire
        db.write({"0002_c": TABLE.replace(" a ", " c ")})
        assert kill_at(db, BEFORE + 2, "--lock-lease", "0.5")
        time.sleep(2.5)
        assert (cost := counted(db)) == 5, (cost, "the same, and a fence")
    assert not locks(db)


@on(*CLICKHOUSE)
def test_the_second_waits_and_says_for_whom(db):
    """It starts as soon as the first is done, and the first keeps its lease by working."""
    prepare(db)
    db.write({"0001_slow": slow(db, 4, set_first=True), "0002_b": then(100)})
    with killed(db.start("up", "--lock-lease", "1")) as first:
        wait_until(lambda: running(db))
        time.sleep(2.5)  # longer than the lease
        impatient = db.up("--lock-wait", "0")
        assert impatient.exit == 11, impatient
        assert impatient.says("another pawl is at work", "(run ", "silent for"), impatient
        with killed(db.start("up", "--lock-wait", "60")) as second:
            run = finish(first)
            ended = time.monotonic()
            assert run.exit == 0, run
            run = finish(second)
            assert run.exit == 0 and run.says("another pawl is at work"), run
            # 200 ms and the reading of the ledger, on a machine that does other things as well.
            assert time.monotonic() - ended < 2
    assert rows(db) == [0, 1, 2, 3, 100]
    assert is_free(db)


@on(*CLICKHOUSE)
def test_a_statement_of_a_dead_runner_is_waited_for(db):
    prepare(db)
    for number, set_first in enumerate([True, False] if db.server.name != "clickhouse18"
                                       else [True]):
        db.query("TRUNCATE TABLE a")
        db.write({f"000{number}_slow": slow(db, 10, set_first), f"000{number}_then": then(100)})
        with killed(db.start("up", "--lock-lease", "1")) as process:
            wait_until(lambda: running(db))
        run = db.up("--lock-wait", "6")
        assert run.exit == 11, run
        assert run.says("its statement still runs in the server (query pawl-"), run
        assert running(db), "the server goes on"
        run = db.up("--lock-lease", "1")
        assert run.exit == 0, run
        assert rows(db) == [*range(10), 100]
    assert not locks(db)


@on(*CLICKHOUSE)
def test_a_stopped_runner_is_shut_out(db):
    """SIGSTOP past the lease, then SIGCONT: what it was about to do is done by another."""
    prepare(db)
    for number, set_first in enumerate([True, False] if db.server.name != "clickhouse18"
                                       else [True]):
        db.query("TRUNCATE TABLE a")
        db.write({f"000{number}_slow": slow(db, 3, set_first) + then(100) + then(101)})
        with killed(db.start("up", "--lock-lease", "1")) as stopped:
            wait_until(lambda: running(db))
            stopped.send_signal(signal.SIGSTOP)
            run = db.up("--lock-lease", "1")
            assert run.exit == 0, run
            before = db.journal()
            assert rows(db) == [0, 1, 2, 100, 101], run
            stopped.send_signal(signal.SIGCONT)
            run = finish(stopped)
            assert run.exit == 11, run
            assert run.says("this run no longer has the lock"), run
        assert rows(db) == [0, 1, 2, 100, 101]
        assert db.journal() == before
    assert not locks(db)


def sessions_of(db, table) -> list[str]:
    """What the claim says: the session of its generation, then those of its scripts."""
    own = db.value("SELECT default_expression FROM system.columns WHERE database = "
                   f"'{db.name}' AND table = '{table}' AND name = 'session'")
    return [own.strip("'")] + [row[0] for row in db.query(
        f"SELECT note FROM {table} WHERE event = 'session'")]


@on(*CLICKHOUSE)
def test_a_late_request_is_refused(db):
    """In the session of the generation, and in one that a script had for its SET."""
    prepare(db)
    db.write({"0001_set": "SET max_block_size = 1;\n" + then(1)})
    # Look, claim, look, session, check, SET: then the row that announces the INSERT.
    assert kill_at(db, BEFORE + 2 * look(db) + 5, "--lock-lease", "1")
    (table,) = locks(db)
    sessions = sessions_of(db, table)
    assert len(sessions) == 2

    late = socket.create_connection(("127.0.0.1", db.server.port))
    body = b"INSERT INTO a VALUES (666)"
    head = ("POST /?" + urlencode({"database": db.name, "session_id": sessions[0],
                                   "session_check": 1})
            + f" HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n").encode()
    late.sendall(head[:-20])  # the server cannot know yet which session this is about
    run = db.up("--lock-lease", "1")
    assert run.exit == 0, run
    late.sendall(head[-20:] + b"\r\n" + body)
    assert b"372" in all_of(late)
    late.close()
    for session in sessions:
        status, text = db.server.http("INSERT INTO a VALUES (666)", database=db.name,
                                      session_id=session, session_check=1)
        assert status == 500 and "Code: 372" in text, text
    assert rows(db) == [1]


@on(*CLICKHOUSE)
def test_a_request_that_is_half_there_is_waited_for(db):
    prepare(db)
    db.write({"0001_a": then(1)})
    assert kill_at(db, BEFORE + 2 * look(db) + 1, "--lock-lease", "1")
    (table,) = locks(db)
    (session,) = sessions_of(db, table)
    connection = http.client.HTTPConnection("127.0.0.1", db.server.port, timeout=60)
    body = b"INSERT INTO a VALUES (7)"
    connection.putrequest("POST", "/?" + urlencode({"database": db.name, "session_id": session,
                                                    "session_check": 1}))
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:10])
    run = db.up("--lock-lease", "1", "--lock-wait", "4")
    assert run.exit == 11 and run.says("its last request still runs in the server"), run
    assert rows(db) == []
    connection.send(body[10:])
    assert connection.getresponse().status == 200, "it was there first"
    connection.close()
    run = db.up("--lock-lease", "1")
    assert run.exit == 0, run
    assert rows(db) == [1, 7]


def requests_of_the_lock(db) -> list[int]:
    """In a run of one statement: look, claim, look; and at the end, giving it back."""
    db.write({"0000_measure": then(1000)})
    with Proxy(db.server.port) as proxy:
        assert db.up(url=proxy.url(db.url)).exit == 0
        return [BEFORE + 1 + request for request in range(2 * look(db) + 1)] + [proxy.round_trips]


@on(*CLICKHOUSE)
def test_killed_at_every_request_of_the_lock(db):
    prepare(db)
    requests = requests_of_the_lock(db)
    db.query("TRUNCATE TABLE a")
    for number, request in enumerate(requests, start=1):
        db.write({f"000{number}_a": then(number)})
        assert kill_at(db, request, "--lock-lease", "1"), request
        run = db.up("--lock-lease", "1")
        assert run.exit == 0, (request, run)
        assert rows(db) == list(range(1, number + 1)), (request, run)
        until = time.monotonic() + 10  # what was killed last may have sent its DROP a moment ago
        while locks(db):
            assert time.monotonic() < until, request
            time.sleep(0.05)


@on(*CLICKHOUSE)
def test_the_taker_is_killed_too(db):
    """Whatever it had done about the dead one's claim, the next one does all of it."""
    prepare(db)
    for number, request in enumerate(range(2, 2 * look(db) + 3), start=1):
        db.write({f"000{number}_a": then(number)})
        # The first holds the lock, and has announced its statement.
        assert kill_at(db, BEFORE + 2 * look(db) + 2, "--lock-lease", "1"), request
        time.sleep(2.5)
        assert kill_at(db, BEFORE + request, "--lock-lease", "1"), request
        run = db.up("--lock-lease", "1")
        assert run.exit == 0, (request, run)
        assert rows(db) == list(range(1, number + 1)), (request, run)
        assert not locks(db), request


@on(*CLICKHOUSE)
def test_every_answer_about_the_lock_may_get_lost(db):
    """The connection breaks; the run goes on by itself, or the next one does."""
    prepare(db)
    requests = requests_of_the_lock(db)
    db.query("TRUNCATE TABLE a")
    for number, request in enumerate(requests, start=1):
        db.write({f"000{number}_a": then(number)})
        with Proxy(db.server.port) as proxy:
            proxy.plan = {1: Cut(after_requests=request)}
            run = db.up("--lock-lease", "1", url=proxy.url(db.url))
            assert run.exit == 0, (request, run)
        assert rows(db) == list(range(1, number + 1)), (request, run)
    run = db.up()
    assert run.exit == 0, run


@on(*CLICKHOUSE)
def test_sixteen_at_once(db):
    prepare(db)
    db.write({f"{number:04}_a": then(number) for number in range(1, 4)})
    with ThreadPoolExecutor(16) as pool:
        runs = list(pool.map(lambda _: db.up("--lock-wait", "100"), range(16)))
    assert {run.exit for run in runs} == {0}, runs
    assert rows(db) == [1, 2, 3]
    assert sum("applied 3" in run.stdout for run in runs) == 1, runs
    writers = db.query("SELECT DISTINCT generation, run FROM pawl_journal")
    assert len(writers) == 2, "the one that prepared, and one of the sixteen"


@on(*CLICKHOUSE)
def test_looks_while_claims_come_and_go(db):
    """18.16 hung for good when a claim was dropped between two reads of it in one query."""
    prepare(db)
    db.write({"0001_a": slow(db, 6)})
    with killed(db.start("up")) as holder:
        wait_until(lambda: running(db))
        with ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(db.up, "--lock-wait", "100") for _ in range(6)]
            for number in range(60):
                name = f"pawl_lock_9{number % 2}"
                db.query(f"CREATE TABLE {name} (event String, note String, writer String, "
                         "at DateTime) ENGINE = Memory")
                db.query(f"DROP TABLE {name}")
            assert {run.result().exit for run in waiting} == {0}
        run = finish(holder)
    assert run.exit == 0, run
    assert rows(db) == list(range(6))


@on(*CLICKHOUSE)
def test_a_claim_that_comes_late(db):
    """While it is under way, another run takes that number, does the work and is gone."""
    prepare(db)
    db.write({"0001_a": then(1)})
    with Proxy(db.server.port) as proxy:
        proxy.delay(to_server=2500)
        with killed(db.start("up", url=proxy.url(db.url))) as late:
            wait_until(lambda: proxy.connections
                       and proxy.connections[0].requests == BEFORE + look(db) + 1)
            run = db.up()
            assert run.exit == 0 and "applied 1" in run.stdout, run
            proxy.delay()
            run = finish(late)
            assert run.exit == 0 and "applied 0" in run.stdout, run
            assert run.says("another pawl is at work"), "its claim was void"
    assert rows(db) == [1]


@on(*CLICKHOUSE)
def test_unlock(db):
    prepare(db)
    run = db.pawl("unlock")
    assert run.exit == 0 and run.says("was not locked"), run

    db.write({"0001_slow": slow(db, 20, set_first=True)})
    with killed(db.start("up", "--lock-lease", "1")) as process:
        wait_until(lambda: running(db))
        run = db.pawl("unlock")
        assert run.exit == 11, run
        assert run.says("query pawl-", "KILL QUERY WHERE query_id = 'pawl-"), run
        assert process.poll() is None
    time.sleep(2.5)
    run = db.pawl("unlock")
    assert run.exit == 11 and run.says("its statement still runs in the server"), run
    hint = re.search(r"KILL QUERY WHERE query_id = '\S+'", run.output)
    db.query(hint[0] + " SYNC")
    wait_until(lambda: not running(db))
    run = db.pawl("unlock")
    assert run.exit == 0 and run.says("freed the lock of", "silent for"), run
    run = db.pawl("unlock")
    assert run.exit == 0 and run.says("was not locked"), run

    db.query("TRUNCATE TABLE a")
    db.write({"0001_slow": slow(db, 1, set_first=True)})
    run = db.pawl("resolve", "0001_slow:2", "--retry")
    assert run.exit == 0, run
    run = db.up()
    assert run.exit == 0, run
    assert rows(db) == [0]
    assert not locks(db)


@on(*CLICKHOUSE)
def test_a_detached_statement_needs_no_lease_to_run_out(db):
    prepare(db)
    db.write({"0001_slow": slow(db, 8, set_first=True) + then(100)})
    with killed(db.start("up", "--lock-lease", "100")) as process:
        wait_until(lambda: running(db))
        process.terminate()
        run = finish(process)
        assert run.exit == 12, run
    assert running(db)
    run = db.up("--lock-wait", "30")
    assert run.exit == 0, run
    assert run.says("gone for"), run
    assert rows(db) == [*range(8), 100]


@on("clickhouse26")
def test_a_session_belongs_to_its_user(db):
    """Another user cannot see whether it is gone: silence is no permission."""
    prepare(db)
    db.write({"0001_a": then(1)})
    assert kill_at(db, BEFORE + 3, "--lock-lease", "1")
    time.sleep(2.5)
    other = db.server.url(db.name, user="pawl")
    run = db.up("--lock-wait", "1", url=other)
    assert run.exit == 11 and run.says('only the user that it ran as, "default"'), run
    run = db.pawl("unlock", url=other)
    assert run.exit == 11, run
    run = db.up("--lock-wait", "1")
    assert run.exit == 0, run


@on("clickhouse26", "clickhouse18")
def test_a_table_that_is_not_ours(db):
    prepare(db)
    db.query("CREATE TABLE pawl_lock_7 (x String) ENGINE = Memory")
    db.write({"0001_a": then(1)})
    run = db.up("--lock-wait", "1")
    assert run.exit == 23 and run.says("pawl_lock_"), run


class Alternating(http.server.BaseHTTPRequestHandler):
    """A load balancer that sends each request to the next of its servers."""

    protocol_version = "HTTP/1.1"
    servers: list = []
    turn = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).turn += 1
        server = self.servers[self.turn % len(self.servers)]
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("POST", self.path, body)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@on("clickhouse18")
def test_several_servers_behind_one_url(db):
    """They share neither tables nor sessions, so no lock can hold."""
    db.write({"0001_a": TABLE})
    with ClickHouse18() as other:
        other.create_database(db.name)
        handler = type("Handler", (Alternating,), {"servers": [db.server, other]})
        balancer = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=balancer.serve_forever, daemon=True).start()
        try:
            run = db.up(url=f"http://127.0.0.1:{balancer.server_port}/{db.name}")
        finally:
            balancer.shutdown()
            balancer.server_close()
        assert run.exit == 3 and run.says("several servers"), run
        assert not db.has_table("a")
        assert other.query("SELECT count() FROM system.tables WHERE name = 'a'") == [["0"]]

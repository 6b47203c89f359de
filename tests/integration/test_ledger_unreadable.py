"""A ledger that cannot be read is never taken for an empty one: pawl stops, and nothing ran."""

from collections.abc import Callable
import contextlib
import http.server
from pathlib import Path
import socket
import tempfile
import threading

from tests.integration.databases import CLICKHOUSE, EVERY, POSTGRES, Database, on, pawl
from tests.proxy import Cut, Proxy
from tests.servers import ClickHouse18, ClickHouse26


def assert_stopped(db, run, exit):
    """Stopped, said why, and neither ran the pending migration nor made or changed a table."""
    assert run.exit == exit, run
    assert run.says("could not read the ledger"), run
    assert "victim" not in db.tables(), db.tables()


def write_two(db):
    """One migration that is applied, and one that must not run."""
    db.write({"0001_first": db.create_table("first", "i int")})
    run = db.up()
    assert run.exit == 0, run
    db.write({"0002_victim": db.create_table("victim", "i int")})


@on(*EVERY)
def test_journal_of_another_shape(db):
    db.write({"0001_victim": db.create_table("victim", "i int")})
    db.query(db.create_table("pawl_journal", "what text"))
    run = db.up()
    assert_stopped(db, run, 23)
    assert run.says('.pawl_journal" is not pawl\'s', "Rename that table"), run
    assert db.tables() == {"pawl_journal"}


@on(*POSTGRES, *CLICKHOUSE)
def test_journal_with_a_row_that_pawl_never_wrote(db):
    write_two(db)
    db.forge_row("banana", "0001_first")
    assert_stopped(db, db.up(), 23)


@on(*POSTGRES, *CLICKHOUSE)
def test_journal_that_contradicts_itself(db):
    write_two(db)
    db.forge_row("done", "0001_first", 1)
    assert_stopped(db, db.up(), 23)


@on("postgres18")
def test_postgres_role_who_may_create_nothing(db):
    db.write({"0001_victim": "select 1"})
    role = f"role_{db.name}"
    db.query(f"create role {role} login")
    try:
        run = db.up(url=db.url.replace("postgres@", f"{role}@"))
        assert run.exit == 24, run
        assert run.says("could not create the ledger", "permission denied for schema public"), run
    finally:
        db.query(f"drop role {role}")


@on(*POSTGRES)
def test_postgres_role_without_a_right(db):
    write_two(db)
    role = f"role_{db.name}"
    db.query(f"create role {role} login; grant all on schema public to {role}")
    url = db.url.replace("postgres@", f"{role}@")
    try:
        assert_stopped(db, db.up(url=url), 24)
        # The other table counts as much: without it a migration might be run twice.
        db.query(f"grant all on pawl_journal to {role}; "
                 "create table schema_migrations (version text)")
        assert_stopped(db, db.up(url=url), 24)
    finally:
        db.query(f"drop owned by {role}; drop role {role}")


def test_clickhouse_user_without_a_right(servers):
    """A user who sees the database but not the journal, and one who may not see the database.
    Users are read when a server starts, so it takes a server of its own."""
    for server, rights in [
            (ClickHouse26(), "<grants><query>GRANT SELECT ON system.*</query>"
                             "<query>GRANT CREATE TABLE, INSERT ON *.*</query></grants>"),
            (ClickHouse18(), "<allow_databases><database>default</database></allow_databases>")]:
        users = server.folder / "users.xml"
        users.write_text(users.read_text().replace(
            "</users>", "<stranger><password></password><networks><ip>127.0.0.1</ip></networks>"
            f"<profile>default</profile><quota>default</quota>{rights}</stranger>\n</users>"))
        with server, Database(server) as db:
            write_two(db)
            assert_stopped(db, db.up(url=db.url.replace("default@", "stranger@")), 24)


@on(*CLICKHOUSE)
def test_clickhouse_user_who_may_only_read(db):
    write_two(db)
    before = db.journal()
    run = db.up(url=f"{db.url}?readonly=1")
    assert run.exit == 24, run
    assert not db.has_table("victim")
    assert db.journal() == before


@on(*POSTGRES, *CLICKHOUSE)
def test_server_gone_in_the_middle_of_the_answer(db):
    """Wherever the answer ends: what came is not all there is. The ledger is long enough that
    rows have come already, and they look fine."""
    db.write({f"{number:04}_x": "SELECT 1" for number in range(1, 301)})
    run = db.pawl("baseline", "--to", "0300_x")
    assert run.exit == 0, run
    with Proxy(db.server.port) as proxy:
        url = proxy.url(db.url)
        assert db.up(url=url).exit == 0
        whole = proxy.server_bytes
        assert whole > 20000
        db.write({"0301_victim": db.create_table("victim", "i int")})
        for share in [0.02, 0.4, 0.8, 0.99]:
            for how in ["fin", "rst"]:
                proxy.reset()
                proxy.plan = {1: Cut(after_server_bytes=int(whole * share), how=how)}
                run = db.up(url=url)
                assert run.exit == 10, (share, how, run)
                assert not db.has_table("victim"), (share, how, run)


@contextlib.contextmanager
def impostor(answer: Callable[[bytes], bytes]):
    """A server that answers every request with the bytes that it is told to, and remembers all
    that it was sent."""
    seen: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(body)
            self.wfile.write(answer(body))
            self.close_connection = True

        def log_message(self, *_) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer_of(body: bytes, status="200 OK") -> bytes:
    return (f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


NAMES = b"line\tgeneration\trun\tseq\tentry\tat_s\tserver\tforeign\n"
GARBAGE = {
    "nothing": answer_of(b""),
    "a line feed": answer_of(b"\n"),
    "a web page": answer_of(b"<html>\n<body>It works!</body>\n</html>\n"),
    "a health check": answer_of(b"Ok.\n"),
    "another format": answer_of(b'{"meta":[],"data":[],"rows":0}\n'),
    "a number": answer_of(b"1\n"),
    "zeros": answer_of(b"\0" * 100 + b"\n"),
    "half a row": answer_of(NAMES + b"r\t1\tr\t1\n"),
    "a row without a line feed": answer_of(NAMES + b"r\t1\tr\t1\tbegin\t0\t26.7.2.1\t0"),
    "names alone": answer_of(NAMES),
    "rows without the names": answer_of(b"v\t0\t0001_first\t0\t\t0\t\t0\n"),
    "a proxy's page": answer_of(b"<html>upstream is down</html>", "502 Bad Gateway"),
    "a page of several lines": answer_of(b"<html>\n<body>\ndown\n</html>\n", "504 Gateway Timeout"),
    "a redirect": answer_of(b"", "302 Found\r\nLocation: http://127.0.0.1/"),
    "no page": answer_of(b"", "404 Not Found"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "no HTTP": b"-ERR unknown command\r\n",
}


def test_garbage_instead_of_an_answer(servers):
    """A port that belongs to something else, a balancer with an opinion: whatever is no ledger
    is an error, and no statement is sent to it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "0001_victim.sql").write_text(
            "CREATE TABLE victim (i Int64) ENGINE = MergeTree ORDER BY i")
        for name, garbage in GARBAGE.items():
            with impostor(lambda body: garbage) as (port, seen):
                run = pawl("up", "--dir", folder, "--connect-timeout", "5",
                           env={"DATABASE_URL": f"http://127.0.0.1:{port}/app"}, timeout=20)
            assert run.exit in (10, 20, 23), (name, run)
            assert run.exit == 10 or b" 50" not in garbage.splitlines()[0], (name, run)
            assert run.says("could not read the ledger"), (name, run)
            assert not any(b"victim" in body or b"CREATE" in body for body in seen), (name, seen)


@on("clickhouse26")
def test_answer_without_its_last_bytes(db):
    """HTTP says where an answer ends; whatever is missing at its end is missed."""
    write_two(db)

    def whole(body: bytes, chunked: bool) -> bytes:
        status, text = db.server.http(body.decode(), database=db.name)
        assert status == 200
        if not chunked:
            return answer_of(text.encode())
        return (b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + f"{len(text.encode()):x}\r\n{text}\r\n0\r\n\r\n".encode())

    for chunked in [True, False]:
        for missing in [0, 5, 7, 8, 20, 100]:  # 5: only the last, empty chunk
            def answer(body):
                sent = whole(body, chunked)
                return sent[:len(sent) - missing]

            with impostor(answer) as (port, seen):
                run = db.pawl("plan", url=f"http://127.0.0.1:{port}/{db.name}")
            assert len(seen) == (1 if missing else 2), (seen, missing, run)  # journal, catalog
            assert run.exit == (10 if missing else 0), (chunked, missing, run)


def test_a_port_that_never_answers(servers):
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # the kernel accepts, and nobody ever reads
        port = listener.getsockname()[1]
        run = pawl("up", "--dir", folder, "--connect-timeout", "1",
                   env={"DATABASE_URL": f"postgresql://postgres@127.0.0.1:{port}/app"})
        assert run.exit == 10, run
        assert run.seconds < 5, run

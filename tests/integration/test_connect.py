"""Ways to say which database, and what happens when it is not there."""

import contextlib
from pathlib import Path
import re
import socket
import struct
import tempfile
import threading
import time

from tests.integration.databases import CLICKHOUSE, POSTGRES, Database, finish, on, pawl, start
from tests.servers import ClickHouse18, Postgres

PASSWORD = "pa ss'\\\"@:/%?#&=w\u00f6rd"


_rules_lock = threading.Lock()  # several tests may change a server's pg_hba.conf at a time


def change_rules(db, change):
    with _rules_lock:
        rules = db.server.folder / "data/pg_hba.conf"
        rules.write_text(change(rules.read_text()))
    db.query("select pg_reload_conf()")


@contextlib.contextmanager
def password_role(db):
    """A role of PostgreSQL that must give PASSWORD, while all others need none."""
    role = f"login_{db.name}"
    escaped = PASSWORD.replace("'", "''")
    db.query(f"create role {role} login password '{escaped}'; grant all on schema public to {role}")
    rule = f"host all {role} 127.0.0.1/32 scram-sha-256\n"
    change_rules(db, lambda rules: rule + rules)
    try:
        # The server reads the file when a signal reaches it.
        until = time.monotonic() + 10
        while db.up(url=db.url.replace("postgres@", f"{role}@")).exit != 24:
            assert time.monotonic() < until
            time.sleep(0.05)
        yield role
    finally:
        change_rules(db, lambda rules: rules.replace(rule, ""))
        db.query(f"drop owned by {role}; drop role {role}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@on(*POSTGRES)
def test_keywords_instead_of_a_url(db):
    db.write({"0001_a": "create table a (i int)"})
    run = db.up(url=f"host=127.0.0.1 port={db.server.port} user=postgres dbname='{db.name}'")
    assert run.exit == 0, run
    assert db.has_table("a")


@on(*POSTGRES)
def test_what_the_url_lacks_comes_from_the_environment(db):
    db.write({"0001_a": "create table a (i int)"})
    run = db.up(url="postgresql://", env={"PGHOST": "127.0.0.1", "PGPORT": str(db.server.port),
                                         "PGUSER": "postgres", "PGDATABASE": db.name})
    assert run.exit == 0, run
    assert db.has_table("a")


@on(*POSTGRES)
def test_every_way_to_give_a_password(db):
    db.write({"0001_a": "create table if not exists a (i int)"})
    with password_role(db) as role:
        plain = db.url.replace("postgres@", f"{role}@")
        encoded = "".join(f"%{byte:02X}" for byte in PASSWORD.encode())
        quoted = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
        secret = db.folder / "secret"
        secret.write_text(PASSWORD + "\n")
        passfile = db.folder / "pgpass"
        passfile.write_text("*:*:*:" + role + ":" + re.sub(r"([\\:])", r"\\\1", PASSWORD) + "\n")
        passfile.chmod(0o600)
        for name, url, arguments, env in [
                ("in the URL", plain.replace(f"{role}@", f"{role}:{encoded}@"), [], {}),
                ("in keywords", f"host=127.0.0.1 port={db.server.port} user={role} "
                                f"dbname={db.name} password='{quoted}'", [], {}),
                ("PGPASSWORD", plain, [], {"PGPASSWORD": PASSWORD}),
                ("PGPASSFILE", plain, [], {"PGPASSFILE": str(passfile)}),
                ("--password-file", plain, ["--password-file", secret], {}),
                ("PAWL_PASSWORD_FILE", plain, [], {"PAWL_PASSWORD_FILE": str(secret)})]:
            run = db.up(*arguments, url=url, env=env)
            assert run.exit == 0, (name, run)
        for wrong in [plain, plain.replace(f"{role}@", f"{role}:wrong@")]:
            run = db.up(url=wrong)
            assert run.exit == 24, run


@on(*CLICKHOUSE)
def test_clickhouse_passwords(db):
    db.write({"0001_a": db.create_table("a", "i int")})
    secret = db.folder / "secret"
    secret.write_text("s3cret p@ss\n")
    url = db.server.url(db.name, user="pawl")
    run = db.up(url=url)
    assert run.exit == 0, run
    bare = url.replace(":s3cret%20p%40ss@", "@")
    assert bare != url
    run = db.up("--password-file", secret, url=bare)
    assert run.exit == 0, run
    run = db.up(url=bare.replace("pawl@", "") + "?username=pawl&password=s3cret%20p%40ss")
    assert run.exit == 0, run
    for wrong in [bare, bare.replace("pawl@", "pawl:wrong@"), bare.replace("pawl@", "nobody@")]:
        run = db.up(url=wrong)
        assert run.exit == 24, run


@on(*CLICKHOUSE)
def test_the_port_that_other_clients_use(db):
    """Whoever comes from golang-migrate, goose or dbmate has that one in the URL."""
    db.write({"0001_a": db.create_table("a", "i int")})
    run = db.up(url=db.url.replace(f":{db.server.port}/", f":{db.server.tcp_port}/"))
    if run.exit == 10:  # it closed before the request was there
        assert run.says("lost the connection", "Is this its HTTP port, as a rule 8123?"), run
    else:
        assert run.exit == 3, run
        assert run.says("is for clickhouse-client", "pawl speaks HTTP", "8123"), run


def reset_behind(listener: socket.socket, answer: bytes, wait_for: bytes) -> None:
    """As a server closes that has not read all: its answer arrives, and then a reset."""
    client, _ = listener.accept()
    with client:
        seen = b""
        while wait_for not in seen:
            seen += client.recv(65536)
        client.sendall(answer)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def plan_from(answer: bytes, wait_for: bytes):
    with tempfile.TemporaryDirectory() as folder, \
            socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=reset_behind, args=(listener, answer, wait_for))
        server.start()
        run = pawl("plan", "--dir", folder, env={
            "DATABASE_URL": f"http://127.0.0.1:{listener.getsockname()[1]}/default"})
        server.join()
    return run


def test_that_port_closes_with_a_reset(servers):
    run = plan_from(b"HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\n"
                    b"You must use port 8123 for HTTP.\r\n", wait_for=b"FORMAT TabSeparated")
    assert run.exit == 3, run
    assert run.says("is for clickhouse-client", "pawl speaks HTTP", "8123"), run


def test_a_port_that_closes_without_a_word(servers):
    run = plan_from(b"", wait_for=b"POST")
    assert run.exit == 10, run
    assert run.says("lost the connection", "Is this its HTTP port, as a rule 8123?"), run


@on(*POSTGRES, *CLICKHOUSE)
def test_a_database_that_does_not_exist(db):
    run = db.up(url=db.server.url("no_such_database"))
    assert run.exit == 3, run
    assert run.says("no_such_database"), run


@on("postgres15", "clickhouse18")
def test_nobody_listens(db):
    db.write({"0001_a": db.create_table("a", "i int")})
    started = time.monotonic()
    run = db.up(url=db.url.replace(f":{db.server.port}/", f":{free_port()}/"))
    assert run.exit == 10, run
    assert time.monotonic() - started < 5


@on(*CLICKHOUSE)
def test_settings_in_the_url(db):
    db.write({"0001_a": f"{db.create_table('a', 'threads text')};\nINSERT INTO a SELECT value "
                        "FROM system.settings WHERE name = 'max_threads'"})
    run = db.up(url=f"{db.url}?max_threads=3")
    assert run.exit == 0, run
    assert db.value("SELECT threads FROM a") == "3"

    run = db.up(url=f"{db.url}?no_such_setting=3")
    assert run.exit == 3, run
    assert run.says("no_such_setting"), run


@on("embedded")
def test_settings_in_the_url_of_an_embedded_server(db):
    db.write({"0001_a": f"{db.create_table('a', 'threads text')};\nINSERT INTO a SELECT value "
                        "FROM system.settings WHERE name = 'max_threads'"})
    run = db.up(url=f"{db.url}&max_threads=3")
    assert run.exit == 0, run
    assert db.value("SELECT threads FROM a") == "3"

    run = db.up(url=f"{db.url}&no_such_setting=3")
    assert run.exit == 3, run
    assert run.says("no_such_setting"), run


def test_wait_for_servers_that_start_late(servers):
    for server, database in [(Postgres(15), "postgres"), (ClickHouse18(), "default")]:
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            (Path(folder) / "0001_a.sql").write_text("SELECT 1")
            process = start("up", "--dir", folder, "--wait", "60",
                            env={"DATABASE_URL": server.url(database)})
            time.sleep(1)
            assert process.poll() is None, finish(process)
            stack.enter_context(server)
            run = finish(process)
            assert run.exit == 0, run
            assert "applied 1, skipped 0" in run.stdout, run


def test_wait_ends(servers):
    with Database(servers.postgres15) as db:
        started = time.monotonic()
        run = db.up("--wait", "2", url=db.url.replace(f":{db.server.port}/", f":{free_port()}/"))
        assert run.exit == 10, run
        assert 1.5 < time.monotonic() - started < 6
        # What waiting cannot cure is told at once.
        started = time.monotonic()
        run = db.up("--wait", "60", url=db.server.url("no_such_database"))
        assert run.exit == 3, run
        assert time.monotonic() - started < 5

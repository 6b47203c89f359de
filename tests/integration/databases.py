"""A fresh database on a server, a folder of migrations for it, and pawl at work on both.

    @on(*POSTGRES)
    def test_a_file_is_a_transaction(db):
        db.write({"0001_a": "create table a (i int); select 1 / 0"})
        assert db.up().exit == 20
        assert not db.has_table("a")
"""

import contextlib
import dataclasses
import itertools
import os
from pathlib import Path
import re
import shutil
import signal
import subprocess
import tempfile
import time

from tests.runner.builds import (PLAIN, SANITIZED, SANITIZER_ENVIRONMENT, SANITIZER_EXIT,
                                 WITHOUT_LEAKS)
from tests.servers.clickhouse26 import LIBRARY
from tests.servers.embedded import Embedded
from tests.servers.server import ROOT

POSTGRES = ("postgres15", "postgres18")
CLICKHOUSE = ("clickhouse18", "clickhouse26")  # those with a network in between
EMBEDDED = ("embedded",)
# Where leaks are looked for: one server of each kind, as the others see the same code.
LEAKS = ("postgres15", "clickhouse18")
EVERY = POSTGRES + CLICKHOUSE + EMBEDDED

EXAMPLES = ROOT / "examples/schemas"
# AddressSanitizer and libchdb do not live in one process, so there is a plain build as well.
PAWL = Path(os.environ.get("PAWL", SANITIZED / "pawl"))
PAWL_EMBEDDED = Path(os.environ.get("PAWL", PLAIN / "pawl"))


@dataclasses.dataclass(frozen=True)
class Run:
    exit: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def output(self) -> str:
        return self.stdout + self.stderr

    def says(self, *texts: str) -> bool:
        """Are these words in the output, however its lines are broken?"""
        words = " ".join(self.output.split())
        return all(text in words for text in texts)


def environment(**variables: str) -> dict[str, str]:
    """What a test does not set must not come from whoever runs it."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8",
            "PAWL_LOG_FORMAT": "text",
            "PAWL_LIBCHDB": str(LIBRARY), **SANITIZER_ENVIRONMENT, **variables}


def start(*arguments, env=None, cwd=None) -> subprocess.Popen:
    embedded = any("chdb:" in str(text) for text in (*arguments, *(env or {}).values()))
    return subprocess.Popen([PAWL_EMBEDDED if embedded else PAWL, *map(str, arguments)], env=environment(**(env or {})),
                            cwd=cwd or "/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def finish(process: subprocess.Popen, timeout=120) -> Run:
    started = time.monotonic()
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"still running after {timeout} s: {process.communicate()}") from None
    # Here, so that no test can take it for the failure that it expects.
    assert process.returncode != SANITIZER_EXIT, stderr.decode(errors="replace")
    return Run(process.returncode, stdout.decode(), stderr.decode(), time.monotonic() - started)


def pawl(*arguments, env=None, cwd=None, timeout=120) -> Run:
    return finish(start(*arguments, env=env, cwd=cwd), timeout)


class Database:
    """A database of its own on a server of many tests, and a folder `dir` of migrations."""

    _numbers = itertools.count(1)

    def __init__(self, server) -> None:
        self.server = server
        self.name = f"db{os.getpid()}_{next(self._numbers)}"
        self.is_postgres = server.name.startswith("postgres")
        self.is_embedded = server.name == "embedded"

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pawl-test-"))
        self.dir = self.folder / "migrations"
        self.dir.mkdir()
        self.server.create_database(self.name)
        return self

    def __exit__(self, *_) -> None:
        shutil.rmtree(self.folder)
        if not self.is_embedded:
            self.server.drop_database(self.name)

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def query(self, *queries: str) -> list[list[str | None]]:
        """The rows of the last. Embedded, each call is a process: one for several saves time."""
        if self.is_embedded:
            return self.server.query(queries[-1], self.name, queries[:-1])
        for sql in queries[:-1]:
            self.server.query(sql, self.name)
        return self.server.query(queries[-1], self.name)

    def value(self, sql: str) -> str | None:
        return self.query(sql)[0][0]

    def count(self, table: str) -> int:
        return int(self.value(f"SELECT count(*) FROM {table}" if self.is_postgres
                              else f"SELECT count() FROM {table}"))

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.dir / f"{name}.sql").write_text(text)

    def pawl(self, command: str, *arguments, url=None, dir=None, env=None, timeout=120) -> Run:
        return pawl(command, "--dir", dir or self.dir, *arguments,
                    env=self._environment(url, env), timeout=timeout)

    def start(self, command: str, *arguments, url=None, env=None) -> subprocess.Popen:
        return start(command, "--dir", self.dir, *arguments,
                     env=self._environment(url, env))

    def _environment(self, url, env) -> dict[str, str]:
        # The URL by way of the environment, as it is meant to be given.
        return {"DATABASE_URL": url or self.url,
                **({} if self.server.name in LEAKS else WITHOUT_LEAKS), **(env or {})}

    def up(self, *arguments, **options) -> Run:
        return self.pawl("up", *arguments, **options)

    def tables(self) -> set[str]:
        if self.is_postgres:
            rows = self.query("select table_name from information_schema.tables "
                              "where table_schema = 'public'")
        else:
            rows = self.query(f"SELECT name FROM system.tables WHERE database = '{self.name}'")
        return {row[0] for row in rows}

    def has_table(self, name: str) -> bool:
        return name in self.tables()

    def journal(self) -> list[tuple[str, str, int]]:
        """What the ledger says of migrations: (event, migration, statement), oldest first."""
        if not self.has_table("pawl_journal"):
            return []
        rows = self.query("SELECT event, migration, statement FROM pawl_journal "
                          "WHERE migration <> '' ORDER BY generation, run, seq")
        return [(event, migration, int(statement or 0) if statement != "\\N" else 0)
                for event, migration, statement in rows]

    def forge_row(self, event: str, migration: str, statement: int = 0) -> None:
        """A row in the journal as nobody but a person with a wrong idea would write it."""
        if self.is_postgres:
            columns, values = ("event, migration, statement",
                               f"'{event}', '{migration}', {statement}")
        else:
            fields = [event, migration, "", str(statement), *[""] * 9]
            columns, values = "entry", "'" + "\\t".join(fields) + "'"
        self.query(f"INSERT INTO pawl_journal (generation, run, seq, {columns}) "
                   f"VALUES (9, 'r', 1, {values})")

    def states(self) -> dict[str, str]:
        """The state of each migration, as `pawl status` tells it."""
        run = self.pawl("status")
        assert run.exit == 0, run
        return {line.split()[1]: line.split()[0]
                for line in run.stdout.splitlines() if line.startswith("  ")}

    def create_table(self, name: str, columns: str) -> str:
        """The SQL for it: `columns` are "i int" or the like, the first of them the key."""
        if self.is_postgres:
            return f"CREATE TABLE {name} ({columns})"
        types = {"int": "Int64", "text": "String"}
        columns = re.sub(r"\b(int|text)\b", lambda match: types[match[1]], columns)
        return f"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY {columns.split()[0]}"


@contextlib.contextmanager
def _server(servers, name: str):
    if name != "embedded":
        yield getattr(servers, name)
        return
    # One process at a time may open a folder, so each test has one of its own.
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        yield Embedded(Path(folder))


def on(*names: str):
    """Makes one test for each of the servers out of a function of a Database."""
    def decorate(function):
        for name in names:
            def test(servers, name=name):
                with _server(servers, name) as server, Database(server) as db:
                    function(db)
            test.__name__ = test.__qualname__ = f"{function.__name__}_{name}"
            test.__doc__ = function.__doc__
            test.__module__ = function.__module__
            function.__globals__[test.__name__] = test
        return None  # the function itself is no test
    return decorate


@contextlib.contextmanager
def signalled(process: subprocess.Popen, when, deadline=20):
    """SIGTERM for pawl as soon as `when` is true."""
    until = time.monotonic() + deadline
    while not when():
        assert time.monotonic() < until, "what was waited for did not come"
        assert process.poll() is None, finish(process)
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    yield time.monotonic()

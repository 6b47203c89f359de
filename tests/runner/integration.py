"""Suite "integration": the functions test_*(servers) of tests/integration/test_*.py.

Servers start when the first test asks for them and serve all others; each test has a database
of its own. pawl is the sanitized build, but for embedded ClickHouse, whose library does not
live with AddressSanitizer.
"""

import importlib
from pathlib import Path
import threading

from tests.servers import SERVERS as MAKERS
from tests.servers import Server, ServerError

from .builds import TESTS
from .job import Failure, Job, explain, single

SUITE = "integration"


class Servers:
    """Started once, on first use; an attribute each: servers.postgres15."""

    def __init__(self) -> None:
        self._started: dict[str, Server | ServerError] = {}
        self._locks = {name: threading.Lock() for name in MAKERS}

    def __getattr__(self, name: str) -> Server:
        if name not in MAKERS:
            raise AttributeError(name)
        with self._locks[name]:
            if name not in self._started:
                try:
                    self._started[name] = MAKERS[name]().start()
                except ServerError as error:  # the next test need not wait for the same again
                    self._started[name] = error
        if isinstance(self._started[name], ServerError):
            raise self._started[name]
        return self._started[name]

    def close(self) -> None:
        for server in self._started.values():
            if isinstance(server, Server):
                server.close()


SERVERS = Servers()


def collect() -> list[Job]:
    return functions_of(SUITE)


def functions_of(suite: str) -> list[Job]:
    """A job for each function test_*(servers) of the modules tests/SUITE/test_*.py."""
    return [job for source in sorted((TESTS / suite).glob("test_*.py"))
            for job in function_jobs(suite, source)]


def function_jobs(suite: str, source: Path) -> list[Job]:
    """The same of one module."""
    try:
        module = importlib.import_module(f"tests.{source.parent.name}.{source.stem}")
    except Exception as error:
        return [_broken(suite, source, explain(error))]
    return [_job(suite, source, name, function) for name, function in vars(module).items()
            if name.startswith("test_") and callable(function)]


def _job(suite: str, source: Path, name: str, function) -> Job:
    return single(suite, f"{source.stem.removeprefix('test_')}: {name.removeprefix('test_')}",
                  lambda: function(SERVERS), slow=source.stem == "test_large")


def _broken(suite: str, source: Path, text: str) -> Job:
    def fail() -> None:
        raise Failure(text)
    return single(suite, source.name, fail)


def close() -> None:
    SERVERS.close()

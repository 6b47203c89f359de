"""Suite "integration": the functions test_*(servers) of tests/integration/test_*.py.

Servers start when the first test asks for them and serve all others; each test has a database
of its own. pawl is the sanitized build, but for embedded ClickHouse, whose library does not
live with AddressSanitizer.
"""

import importlib
import os
from pathlib import Path
import threading

from tests.servers import ClickHouse18, ClickHouse26, Postgres, ServerError

from .builds import PLAIN, SANITIZED, SANITIZER_ENVIRONMENT, TESTS
from .job import Job, Missing, single

SUITE = "integration"
MAKERS = {
    "postgres15": lambda: Postgres(15),
    "postgres18": lambda: Postgres(18),
    "clickhouse18": ClickHouse18,
    "clickhouse26": ClickHouse26,
}


class Servers:
    """Started once, on first use; an attribute each: servers.postgres15."""

    def __init__(self) -> None:
        self._started = {}
        self._failed = {}
        self._lock = threading.Lock()

    def __getattr__(self, name: str):
        if name not in MAKERS:
            raise AttributeError(name)
        with self._lock:
            if name in self._failed:
                raise Missing(self._failed[name])
            if name not in self._started:
                try:
                    server = MAKERS[name]()
                    server.start()
                except (ServerError, OSError) as error:
                    self._failed[name] = f"{name} does not start: {error}"
                    raise Missing(self._failed[name]) from None
                server.name = name
                self._started[name] = server
            return self._started[name]

    def close(self) -> None:
        for server in self._started.values():
            server.close()


SERVERS = Servers()


def collect() -> list[Job]:
    os.environ["PAWL"] = str(SANITIZED / "pawl")
    os.environ["PAWL_EMBEDDED"] = str(PLAIN / "pawl")
    os.environ.update(SANITIZER_ENVIRONMENT)
    jobs = []
    for source in sorted((TESTS / "integration").glob("test_*.py")):
        module = importlib.import_module(f"tests.integration.{source.stem}")
        for name, function in vars(module).items():
            if name.startswith("test_") and callable(function):
                jobs.append(_job(source, name, function))
    return jobs


def _job(source: Path, name: str, function) -> Job:
    return single(SUITE, f"{source.stem.removeprefix('test_')}: {name.removeprefix('test_')}",
                  lambda: function(SERVERS), slow=source.stem == "test_large")


def close() -> None:
    SERVERS.close()

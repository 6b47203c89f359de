"""Suite "differential": pawl's splitters against those of psql and of ClickHouse itself.

Each program of tests/differential makes its own inputs. They are the same each time here, so that
no change is blamed for what another one did; PAWL_TEST_SEED=N takes others. When one fails, the
command to do the same again is in what it says.
"""

import os
from pathlib import Path
import subprocess
import sys

from tests.servers import Postgres

from .builds import SANITIZED, TESTS
from .job import Failure, Job, single

SUITE = "differential"
DUMP = SANITIZED / "tests/split_dump"
TOKENS = SANITIZED / "tests/clickhouse_tokens"
COUNT = 1000
SEED = os.environ.get("PAWL_TEST_SEED", "1")
TIMEOUT = 600


def collect() -> list[Job]:
    jobs = [single(SUITE, "clickhouse", lambda: _run("clickhouse.py", TOKENS, DUMP,
                                                     "--count", str(COUNT), "--seed", SEED),
                   slow=True),
            single(SUITE, "psql_split", lambda: _run("psql_split.py", DUMP, "--count", str(COUNT),
                                                     "--seed", SEED), slow=True)]
    for version in (15, 18):
        jobs.append(single(SUITE, f"psql_transaction {version}",
                           lambda version=version: _transaction(version)))
    return jobs


def _transaction(version: int) -> None:
    with Postgres(version) as server:
        _run("psql_transaction.py", DUMP, server.url())


def _run(program: str, *arguments: str | Path) -> None:
    command = [sys.executable, TESTS / "differential" / program, *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", timeout=TIMEOUT)
    if done.returncode != 0:
        raise Failure(f"{done.stdout}\nended with {done.returncode}: "
                      + " ".join(map(str, command)))

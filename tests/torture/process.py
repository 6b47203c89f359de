"""pawl as the torture runs it: the plain build, with a lock that expires soon."""

import os
from pathlib import Path
import subprocess

from tests.integration import databases
from tests.integration.databases import Database, Run, environment
from tests.runner.builds import PLAIN

PAWL = Path(os.environ.get("PAWL", PLAIN / "pawl"))

FULL = False  # every case, not a sample: tests/run.py --full

# A killed runner's lock must expire before another may take over, so it had better be soon.
LOCK = {"PAWL_LOCK_LEASE": "1", "PAWL_LOCK_WAIT": "30"}

TIMEOUT = 3600  # seconds for a run that ends at all, on a machine at its limit

# The exit codes that a case is judged by (base/error.def).
DONE = 0
INTERRUPTED = 12
DECISION = 22


UP = ("up",)


def start(db: Database, *arguments: str, command: tuple[str, ...] = UP, url: str | None = None,
          before: tuple[str, ...] = ()) -> subprocess.Popen:
    """pawl as a process; `before` is the command that runs it, such as strace."""
    return subprocess.Popen(
        [*before, PAWL, *command, "--dir", db.dir, *arguments], cwd="/", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(DATABASE_URL=url or db.url, **LOCK))


def finish(process: subprocess.Popen) -> Run:
    return databases.finish(process, TIMEOUT)


def up(db: Database, *arguments: str) -> Run:
    return finish(start(db, *arguments))


def until_done(db: Database, command: tuple[str, ...] = UP, attempts: int = 3) -> list[Run]:
    """Run pawl without faults until it is done, or has to ask, or has been tried that often."""
    runs = []
    for _ in range(attempts):
        runs.append(finish(start(db, command=command)))
        if runs[-1].exit in (DONE, DECISION):
            break
    return runs

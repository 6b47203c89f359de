"""Several runners at once, killed and stopped at random: one at a time works, in turn.

Shown from the journal (each generation has one run, each statement took effect once), from the
database (equal to an unbroken run's), and from the server's own log, in which what two runs sent
does not overlap.
"""

from collections import defaultdict
import functools
import random
import re
import signal
import subprocess
import time

from tests.integration.databases import CLICKHOUSE, POSTGRES, on
from tests.servers import Server

from . import process
from .process import DONE, finish, start, up
from .sets import SETS, CaseDatabase, FileSet
from .state import State, difference, state_of

RUNNERS = 3
LEASE = 1.0  # as in process.LOCK
# When a runner is stopped, then for longer than it holds its lock without a word.
STOPPED = 2.5 * LEASE
SEEDS = range(1, 3)
FULL_SEEDS = range(1, 21)  # with --full

RUN = re.compile(r"[0-9a-f]{16}")


@functools.cache
def files_and_state(server: Server) -> tuple[FileSet, State]:
    files = SETS["story", server.name]
    with CaseDatabase(server) as db:
        files.write_to(db)
        run = up(db)
        assert run.exit == DONE, run
        return files, state_of(db, files.volatile)


def together(db, seed: int, disturb) -> None:
    """Runners that start together; `disturb` is done to one of them after another."""
    files, expected = files_and_state(db.server)
    files.write_to(db)
    draw = random.Random(seed)
    runners = [start(db) for _ in range(RUNNERS)]
    for _ in range(4):
        time.sleep(draw.uniform(0.05, 0.5))
        disturb(draw, db, runners)
    ends = [finish(runner) for runner in runners]
    last = up(db)
    assert last.exit == DONE, (seed, last, ends)
    changed = difference(expected, state_of(db, files.volatile))
    assert not changed, f"seed {seed}:\n{changed}\n{ends}"
    assert_in_turn(db)


def assert_in_turn(db) -> None:
    rows = db.query("SELECT generation, run, event, migration, statement FROM pawl_journal "
                    "ORDER BY generation, run, seq")
    runs = defaultdict(set)
    effects = defaultdict(int)
    for generation, run, event, migration, statement in rows:
        runs[generation].add(run)
        if event in ("done", "applied"):
            effects[migration, statement] += 1
    assert all(len(some) == 1 for some in runs.values()), f"two runs in a generation: {runs}"
    twice = {step: count for step, count in effects.items() if count > 1}
    assert not twice, f"took effect twice: {twice}"
    if db.server.name == "clickhouse26":
        assert_no_overlap(db, set().union(*runs.values()))


def assert_no_overlap(db, runs: set[str]) -> None:
    """By the server's log: nothing of one run between the first and the last word of another."""
    db.query("SYSTEM FLUSH LOGS")
    spans: dict[str, tuple[int, int]] = {}
    for query_id, start, end in db.query(
            "SELECT query_id, toUnixTimestamp64Micro(query_start_time_microseconds), "
            "toUnixTimestamp64Micro(event_time_microseconds) FROM system.query_log "
            "WHERE type != 'QueryStart' AND query_kind NOT IN ('Select', 'System') "
            f"AND current_database = '{db.name}' AND query_id LIKE '%pawl%'"):
        match = RUN.search(query_id)
        if match and match[0] in runs:
            first, last = spans.get(match[0], (int(start), int(end)))
            spans[match[0]] = min(first, int(start)), max(last, int(end))
    assert spans, "the log tells of no statement"
    ordered = sorted(spans.items(), key=lambda span: span[1])
    for (one, (_, end)), (other, (start, _)) in zip(ordered, ordered[1:]):
        assert end <= start, f"run {other} began {end - start} us before the end of run {one}"


def kill_one(draw: random.Random, db, runners: list[subprocess.Popen]) -> None:
    victim = draw.randrange(len(runners))
    runners[victim].kill()
    finish(runners[victim])
    runners[victim] = start(db)


def stop_one(draw: random.Random, db, runners: list[subprocess.Popen]) -> None:
    """As a machine that is suspended, or a container that has used up its CPU time."""
    victim = draw.choice(runners)
    victim.send_signal(signal.SIGSTOP)
    time.sleep(STOPPED)
    victim.send_signal(signal.SIGCONT)


def nothing(draw: random.Random, db, runners: list[subprocess.Popen]) -> None:
    pass


@on(*CLICKHOUSE, *POSTGRES)
def test_runners_that_start_together(db):
    together(db, 0, nothing)


@on(*CLICKHOUSE, *POSTGRES)
def test_runners_that_are_killed(db):
    for_each_seed(db, kill_one)


@on(*CLICKHOUSE, *POSTGRES)
def test_runners_that_are_stopped(db):
    for_each_seed(db, stop_one)


def for_each_seed(db, disturb) -> None:
    for seed in FULL_SEEDS if process.FULL else SEEDS:
        with CaseDatabase(db.server) as fresh:
            together(fresh, seed, disturb)

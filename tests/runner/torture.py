"""Suite "torture": runs that are broken, and what becomes of the next run.

By itself it takes a sample that is the same each time; with `--full`, as `make torture` does, all
of it, which takes hours, or what fits in `--minutes`; with `--record` it goes on where it was left.
Each set of files on each server is a job, and each way of breaking it there a test, however many
cases it has.
"""

from collections.abc import Iterable
import math
import time

from tests.torture import process
from tests.torture.book import Block, Book
from tests.torture.calls import RunnerDeath
from tests.torture.cases import Case, Cases
from tests.torture.cuts import Cuts
from tests.torture.matrix import Matrix
from tests.torture.results import Results, bad
from tests.torture.server_death import ServerDeath
from tests.torture.sets import SETS

from . import model, unit
from .builds import TESTS
from .integration import SERVERS, function_jobs
from .job import Job, Outcome, Skip, explain

SUITE = "torture"
RESULTS = Results()
# What needs no server, with --full: suites unit and model have less of the same.
SCHEDULES = 1_000_000
MODEL_FAULTS = 5
PATIENCE = 4 * 3600  # seconds

SHOWN = 6  # cases of a test that failed

BOOK = Book()  # of --record
UNTIL = math.inf  # monotonic seconds: --minutes

WIRE, BYTES, CALLS, DEATH = "wire", "every byte", "runner killed", "server killed"
WAYS: dict[str, type[Cases]] = {WIRE: Matrix, BYTES: Cuts, CALLS: RunnerDeath, DEATH: ServerDeath}

EMBEDDED_WAYS = (CALLS,)  # it has no wire, and no server


def all_of_them() -> list[Block]:
    return [Block(way, name, server) for way in WAYS for name, server in SETS
            if (name == "cut") == (way == BYTES)
            and (server != "embedded" or way in EMBEDDED_WAYS)]


# How many cases of what a run takes that has not all day.
SAMPLE = {
    (WIRE, "story", "clickhouse26"): 30,
    (WIRE, "story", "clickhouse18"): 30,
    (WIRE, "story", "postgres15"): 32,
    (WIRE, "story", "postgres18"): 32,
    (WIRE, "nasty", "clickhouse26"): 20,
    (WIRE, "nasty", "clickhouse18"): 20,
    (WIRE, "nasty", "postgres15"): 16,
    (WIRE, "nasty", "postgres18"): 24,
    (BYTES, "cut", "clickhouse18"): 8,
    (BYTES, "cut", "clickhouse26"): 8,
    (CALLS, "story", "clickhouse26"): 9,
    (CALLS, "story", "embedded"): 6,
    (CALLS, "story", "postgres18"): 9,
    (DEATH, "nasty", "clickhouse26"): 8,
    (DEATH, "nasty", "postgres18"): 6,
}


def collect() -> list[Job]:
    functions = [job for source in sorted((TESTS / "torture").glob("test_*.py"))
                 for job in function_jobs(SUITE, source)]
    if not process.FULL:
        return sampled(SUITE, SAMPLE) + functions
    return [*(_job(SUITE, block) for block in all_of_them()), *functions,
            unit.simulation(SUITE, SCHEDULES, PATIENCE),
            model.soundness(SUITE, MODEL_FAULTS, PATIENCE)]


def sampled(suite: str, counts: dict[tuple[str, str, str], int]) -> list[Job]:
    return [_job(suite, Block(*names), count) for names, count in counts.items()]


def _job(suite: str, block: Block, count: int | None = None) -> Job:
    return Job(suite, str(block), lambda: _run(block, count), slow=True)


def _run(block: Block, count: int | None) -> Iterable[Outcome]:
    """count: None for all of them."""
    start = time.monotonic()
    try:
        server = None if block.server == "embedded" else getattr(SERVERS, block.server)
        cases = WAYS[block.way](block.name, server)
        every = cases.drawn(cases.faults(every=True))
        faults = every if count is None else cases.sample(count)
        known = BOOK.good(block)
        found = [known[fault] for fault in faults if fault in known]
        found += cases.run([fault for fault in faults if fault not in known],
                           lambda case: BOOK.write(block, case), UNTIL)
    except Skip as reason:
        return [Outcome(str(block), "skipped", str(reason))]
    except Exception as error:
        return [Outcome(str(block), "failed", explain(error))]
    RESULTS.add(block, found, len(every))
    if not found:
        return [Outcome(str(block), "skipped", "there was no time left")]
    seconds = time.monotonic() - start
    return [_outcome(f"{block}: {kind}", [case for case in found if case.fault.kind == kind],
                     seconds) for kind in dict.fromkeys(case.fault.kind for case in found)]


def _outcome(title: str, cases: list[Case], seconds: float) -> Outcome:
    failures = bad(cases)
    if not failures:
        return Outcome(title, "passed", seconds=seconds)
    text = "\n".join(map(str, failures[:SHOWN]))
    return Outcome(title, "failed", f"{len(failures)} of {len(cases)} cases failed\n{text}",
                   seconds)

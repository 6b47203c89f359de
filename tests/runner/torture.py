"""Suite "torture": runs that are broken, and what becomes of the next run.

By itself it takes a sample that is the same each time; with `--full`, as `make torture` does, all
of it, which takes hours, or what fits in `--minutes`; with `--record` it goes on where it was left.
Each set of files on each server, broken in one way, is a *block*: a job for each part of it, and of
that each kind of fault a test, however many cases it has. The parts grow, and the first ones of all
blocks come before the second ones: wherever it ends, every block has been sampled.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
import functools
import math
import threading
import time

from tests.torture import process
from tests.torture.book import Block, Book
from tests.torture.calls import RunnerDeath
from tests.torture.cases import Case, Cases
from tests.torture.cuts import Cuts
from tests.torture.faults import Fault
from tests.torture.matrix import Matrix
from tests.torture.order import evenly
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


# Where the parts of a block end.
PARTS = [Fraction(1, 1 << halved) for halved in range(5, -1, -1)]
# The parts of a block run one after the other: they share what it knows, and its servers.
TURNS = {block: threading.Lock() for block in all_of_them()}

# How many cases of what a run takes that has not all day.
SAMPLE = {
    (WIRE, "story", "clickhouse26"): 18,
    (WIRE, "story", "clickhouse18"): 18,
    (WIRE, "story", "postgres15"): 16,
    (WIRE, "story", "postgres18"): 16,
    (WIRE, "nasty", "clickhouse26"): 14,
    (WIRE, "nasty", "clickhouse18"): 14,
    (WIRE, "nasty", "postgres15"): 16,
    (WIRE, "nasty", "postgres18"): 16,
    (WIRE, "down", "clickhouse26"): 11,
    (WIRE, "down", "clickhouse18"): 11,
    (WIRE, "down", "postgres18"): 9,
    (BYTES, "cut", "clickhouse18"): 8,
    (BYTES, "cut", "clickhouse26"): 8,
    (CALLS, "story", "clickhouse26"): 9,
    (CALLS, "story", "embedded"): 6,
    (CALLS, "story", "postgres18"): 9,
    (DEATH, "nasty", "clickhouse26"): 8,
    (DEATH, "nasty", "postgres18"): 6,
    (DEATH, "down", "clickhouse18"): 6,
}


def collect() -> list[Job]:
    functions = [job for source in sorted((TESTS / "torture").glob("test_*.py"))
                 for job in function_jobs(SUITE, source)]
    if not process.FULL:
        return sampled(SUITE, SAMPLE) + functions
    return [*(_part(block, begin, end) for begin, end in zip([Fraction(0), *PARTS], PARTS)
              for block in all_of_them()), *functions,
            unit.simulation(SUITE, SCHEDULES, PATIENCE),
            *model.soundness(SUITE, MODEL_FAULTS, PATIENCE)]


def sampled(suite: str, counts: dict[tuple[str, str, str], int]) -> list[Job]:
    return [_job(suite, Block(*names), str(Block(*names)),
                 lambda cases, count=count: cases.sample(count))
            for names, count in counts.items()]


def _part(block: Block, begin: Fraction, end: Fraction) -> Job:
    def choose(cases: Cases) -> list[Fault]:
        every = evenly(cases.faults(every=True))
        return every[math.ceil(begin * len(every)):math.ceil(end * len(every))]
    return _job(SUITE, block, f"{block} (to {end})", choose)


def _job(suite: str, block: Block, title: str, choose: Callable[[Cases], list[Fault]]) -> Job:
    return Job(suite, title, lambda: _run(block, title, choose), slow=True)


@functools.cache
def _cases(block: Block) -> Cases:
    server = None if block.server == "embedded" else getattr(SERVERS, block.server)
    return WAYS[block.way](block.name, server)


def _run(block: Block, title: str, choose: Callable[[Cases], list[Fault]]) -> Iterable[Outcome]:
    with TURNS[block]:
        start = time.monotonic()
        try:
            cases = _cases(block)
            faults = choose(cases)
            known = BOOK.good(block)
            found = [known[fault] for fault in faults if fault in known]
            found += cases.run([fault for fault in faults if fault not in known],
                               lambda case: BOOK.write(block, case), UNTIL)
            RESULTS.add(block, found, len(cases.faults(every=True)))
        except Skip as reason:
            return [Outcome(title, "skipped", str(reason))]
        except Exception as error:
            return [Outcome(title, "failed", explain(error))]
    if not found:
        return [Outcome(title, "skipped", "there was no time left")]
    seconds = time.monotonic() - start
    return [_outcome(f"{title}: {kind}", [case for case in found if case.fault.kind == kind],
                     seconds) for kind in dict.fromkeys(case.fault.kind for case in found)]


def _outcome(title: str, cases: list[Case], seconds: float) -> Outcome:
    failures = bad(cases)
    if not failures:
        return Outcome(title, "passed", seconds=seconds)
    text = "\n".join(map(str, failures[:SHOWN]))
    return Outcome(title, "failed", f"{len(failures)} of {len(cases)} cases failed\n{text}",
                   seconds)

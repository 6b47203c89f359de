"""Suite "torture": runs that are broken, and what becomes of the next run.

By itself it takes a sample that is the same each time; with `--full`, as `make torture` does, all
of it, which takes hours. Each set of files on each server is a job, and each way of breaking it
there a test, however many cases it has.
"""

from collections.abc import Iterable
import time

from tests.torture import process
from tests.torture.calls import RunnerDeath
from tests.torture.cases import Case, Cases
from tests.torture.cuts import Cuts
from tests.torture.matrix import Matrix
from tests.torture.results import Results, bad
from tests.torture.server_death import ServerDeath
from tests.torture.sets import SETS

from .builds import TESTS
from .integration import SERVERS, function_jobs
from .job import Job, Outcome, Skip, explain

SUITE = "torture"
RESULTS = Results()
SHOWN = 6  # cases of a test that failed

WIRE, BYTES, CALLS, DEATH = "wire", "every byte", "runner killed", "server killed"
WAYS: dict[str, type[Cases]] = {WIRE: Matrix, BYTES: Cuts, CALLS: RunnerDeath, DEATH: ServerDeath}

EMBEDDED_WAYS = (CALLS,)  # it has no wire, and no server


def all_of_them() -> list[tuple[str, str, str]]:
    """Way, set and server of every job that there is."""
    return [(way, name, server) for way in WAYS for name, server in SETS
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
    jobs = [_job(*job) for job in (all_of_them() if process.FULL else SAMPLE)]
    return jobs + [job for source in sorted((TESTS / "torture").glob("test_*.py"))
                   for job in function_jobs(SUITE, source)]


def _job(way: str, name: str, server: str) -> Job:
    title = f"{way}, {name}, {server}"
    return Job(SUITE, title, lambda: _run(title, way, name, server), slow=True)


def _run(title: str, way: str, name: str, server: str) -> Iterable[Outcome]:
    start = time.monotonic()
    try:
        cases = WAYS[way](name, None if server == "embedded" else getattr(SERVERS, server))
        faults = (cases.faults(every=True) if process.FULL
                  else cases.sample(SAMPLE[way, name, server]))
        found = cases.run(faults)
    except Skip as reason:
        return [Outcome(title, "skipped", str(reason))]
    except Exception as error:
        return [Outcome(title, "failed", explain(error))]
    RESULTS.add(way, name, server, found)
    seconds = time.monotonic() - start
    return [_outcome(f"{title}: {kind}", [case for case in found if case.fault.kind == kind],
                     seconds) for kind in dict.fromkeys(fault.kind for fault in faults)]


def _outcome(title: str, cases: list[Case], seconds: float) -> Outcome:
    failures = bad(cases)
    if not failures:
        return Outcome(title, "passed", seconds=seconds)
    text = "\n".join(map(str, failures[:SHOWN]))
    return Outcome(title, "failed", f"{len(failures)} of {len(cases)} cases failed\n{text}",
                   seconds)

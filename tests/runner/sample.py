"""Suite "sample": of torture's cases one of each kind, as many as fit beside all other tests;
and tests of what breaks the runs."""

from .builds import TESTS
from .integration import function_jobs
from .job import Job
from .torture import BYTES, CALLS, WIRE, sampled

SUITE = "sample"

COUNTS = {
    (WIRE, "story", "clickhouse26"): 11,
    (WIRE, "nasty", "clickhouse18"): 11,
    (WIRE, "nasty", "postgres15"): 9,
    (WIRE, "story", "postgres18"): 9,
    (WIRE, "down", "clickhouse18"): 11,
    (WIRE, "down", "postgres15"): 9,
    (BYTES, "cut", "clickhouse26"): 4,
    (BYTES, "cut", "postgres18"): 4,
    (CALLS, "story", "postgres15"): 6,
}


def collect() -> list[Job]:
    return sampled(SUITE, COUNTS) + function_jobs(SUITE, TESTS / "torture/test_walk.py")

"""Suite "delivery": the functions test_*(servers) of tests/delivery/test_*.py: package, image and
chart. `make test-kubernetes` has the rest, on a real cluster."""

from .integration import functions_of
from .job import Job

SUITE = "delivery"


def collect() -> list[Job]:
    return functions_of(SUITE)

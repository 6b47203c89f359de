"""The suites that tests/run.py runs. Each module has collect(), which gives the suite's jobs."""

from .job import Job, Outcome

__all__ = ["Job", "Outcome"]

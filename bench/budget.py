"""A time for the whole, shared out: each line gets its part, and what it leaves goes to the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
import time

from bench.measure import Rounds


@dataclass(frozen=True)
class Job:
    """One line of the report to be."""

    name: str  # for --only: "postgres apply 1000 10ms"
    engine: str  # whose server it needs; empty: none
    weight: float  # about how many seconds its rounds take on an idle machine
    rounds: Rounds
    run: Callable[..., None]  # (server, rounds)


class Budget:
    def __init__(self, minutes: float | None, jobs: Iterable[Job],
                 clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = None if minutes is None else clock() + minutes * 60
        self._left = sum(job.weight for job in jobs)

    def rounds(self, job: Job) -> Rounds:
        """What the job may take now: as much of the time that is left as its weight says."""
        if self._end is None:
            return job.rounds
        now = self._clock()
        share = job.weight / self._left if self._left > 0 else 1.0
        self._left -= job.weight
        return job.rounds.until(now + max(0.0, self._end - now) * share)

"""Run commands in turn, and say what they took."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
import os
from pathlib import Path
import random
import signal
import statistics
import subprocess
import tempfile
import time


TIMEOUT = 300  # seconds, for one run


class Failed(Exception):
    pass


@dataclass(frozen=True)
class Sample:
    seconds: float
    cpu: float  # of the client, user and system
    rss_kb: int


@dataclass
class Series:
    """The samples of one contender in one contest."""

    samples: list[Sample] = field(default_factory=list)
    failure: str | None = None

    @property
    def seconds(self) -> list[float]:
        return [sample.seconds for sample in self.samples]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def quartiles(self) -> tuple[float, float]:
        if len(self.samples) < 3:
            return min(self.seconds), max(self.seconds)
        low, _, high = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return low, high

    @property
    def cpu(self) -> float:
        return statistics.median(sample.cpu for sample in self.samples)

    @property
    def rss_kb(self) -> int:
        return max(sample.rss_kb for sample in self.samples)

    def ratio(self, other: "Series") -> float:
        """Median over the rounds: what slowed a whole round down is in both, and cancels out."""
        return statistics.median(mine / theirs for mine, theirs in
                                 zip(self.seconds, other.seconds, strict=False))


class Runner:
    def __init__(self, timed: Path, folder: Path) -> None:
        self.timed = timed
        self.folder = folder
        # Neither the caller's settings nor its proxies or databases.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8",
                            "USER": "bench", "NO_COLOR": "1"}

    def run(self, command: list, environment: dict[str, str] | None = None,
            check: bool = True) -> Sample:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as result:
            self._run([self.timed, str(result.fileno()), *command],
                      stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder,
                      pass_fds=[result.fileno()], env=self.environment | (environment or {}))
            result.seek(0)
            output.seek(0)
            said = output.read().decode(errors="replace")
            line = result.read().split()
        if not line:
            raise Failed(f"{Path(command[0]).name} could not be started: {said.strip()[-500:]}")
        wall, user, system, rss, status = map(int, line)
        if status != 0 and check:
            lines = said.strip().splitlines() or [f"exit status {status}"]
            raise Failed(f"{Path(command[0]).name}: {' / '.join(lines[-3:])[-400:]}")
        return Sample(wall / 1e9, (user + system) / 1e6, rss)

    @staticmethod
    def _run(command: list, **options) -> None:
        """Some wait for ever: for the data of a COPY that they do not send, say."""
        process = subprocess.Popen(command, start_new_session=True, **options)
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise Failed(f"{Path(command[2]).name} had not ended after {TIMEOUT} s") from None


@dataclass(frozen=True)
class Rounds:
    """How often each contender runs: `most` times if there is time, and `least` in any case."""

    most: int
    least: int = 3
    deadline: float | None = None  # of time.monotonic()

    def until(self, deadline: float) -> "Rounds":
        return replace(self, deadline=deadline)

    def enough(self, done: int) -> bool:
        if done >= self.most:
            return True
        late = self.deadline is not None and time.monotonic() >= self.deadline
        return late and done >= min(self.least, self.most)


SLOW = 1.5
PROOF = 2  # rounds


def slow_peers(results: dict[str, Series], peers: Collection[str]) -> set[str]:
    """Those that a few rounds have shown to be far behind the best: their time is better spent on
    those whose order is open."""
    medians = {name: series.median for name, series in results.items()
               if name in peers and series.failure is None and len(series.samples) >= PROOF}
    return {name for name, median in medians.items() if median > SLOW * min(medians.values())}


def contest(contenders: dict, rounds: Rounds, warm_up: int = 1, peers: Collection[str] = (),
            seed: int = 1) -> dict[str, Series]:
    """Each contender, a function that returns a Sample, once per round and in changing order.

    One that fails is out for the rest, with the reason; so are peers that are far behind.
    """
    order = random.Random(seed)
    results = {name: Series() for name in contenders}
    number = -warm_up
    while number < 0 or not rounds.enough(number):
        out = slow_peers(results, peers)
        names = [name for name, series in results.items()
                 if series.failure is None and name not in out]
        order.shuffle(names)
        for name in names:
            try:
                sample = contenders[name]()
            except Failed as failure:
                results[name].failure = str(failure)
                continue
            if number >= 0:
                results[name].samples.append(sample)
        number += 1
    return results

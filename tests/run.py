#!/usr/bin/env python3
"""Run the tests: all suites, or those named.

    tests/run.py [SUITE ...] [--only TEXT] [--jobs N] [--update] [--slowest N]
    tests/run.py torture --full [--minutes N] [--record FILE] [--table FILE]

The suites: unit, model, fuzz, split, differential, cli, integration, delivery, sample,
torture.

Prints what failed and why, what was skipped and why, and as its last line
"N passed, N failed, N skipped".
"""

import argparse
import concurrent.futures
import math
import os
from pathlib import Path
import sys
import time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.runner import (builds, cli, delivery, differential, fuzz, integration,  # noqa: E402
                          model, sample, split, torture, unit)
from tests.runner.job import Job, Outcome  # noqa: E402
from tests.torture import process, seen  # noqa: E402
from tests.torture.book import Book  # noqa: E402

SUITES = {"unit": unit, "model": model, "fuzz": fuzz, "split": split, "differential": differential,
          "cli": cli, "integration": integration, "delivery": delivery, "sample": sample,
          "torture": torture}
PLAIN_ONLY = {"sample", "torture"}  # they have no use for the sanitized build
# Not torture: even by itself it takes four minutes, all of it hours.
DEFAULT = [name for name in SUITES if name != "torture"]


# What there has to be of memory for the servers' files, and left for everything else.
ROOM = 8 << 30


def main() -> int:
    arguments = parse()
    use_memory()
    try:
        builds.make(sanitized=not PLAIN_ONLY.issuperset(arguments.suites or DEFAULT))
    except builds.BuildError as error:
        print(error)
        print("0 passed, 1 failed, 0 skipped")
        return 1
    cli.UPDATE = arguments.update
    process.FULL = arguments.full
    before = seen.FILE.read_text() if arguments.full and seen.FILE.exists() else ""
    torture.BOOK = Book(arguments.record, before)
    torture.UNTIL = time.monotonic() + 60 * arguments.minutes
    try:
        jobs = [job for name in arguments.suites or DEFAULT for job in SUITES[name].collect()
                if arguments.only in job.name]
        outcomes = run(jobs, arguments.jobs)
    finally:
        integration.close()
    if torture.RESULTS.rows():
        tell(torture.RESULTS.markdown().rstrip())
        if arguments.table:
            torture.RESULTS.write(arguments.table)
    for outcome in sorted(outcomes, key=lambda outcome: -outcome.seconds)[:arguments.slowest]:
        print(f"{outcome.seconds:6.1f} s  {outcome.name}")
    return conclude(outcomes)


def use_memory() -> None:
    """Databases that live for a second are cheaper where no disk has to hear of them; and a killed
    server loses no page that the kernel has, so a disk would show nothing else."""
    shared = Path("/dev/shm")
    if "TMPDIR" in os.environ or not os.access(shared, os.W_OK):
        return
    free = os.statvfs(shared)
    pages = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if free.f_bavail * free.f_frsize > ROOM and pages > ROOM:
        os.environ["TMPDIR"] = str(shared)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--only", default="", metavar="TEXT",
                        help="tests whose name holds this text (of unit: programs)")
    # Tests wait a quarter of their time: for a lease to run out, for a server to start.
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), metavar="N")
    parser.add_argument("--update", action="store_true", help="rewrite what the goldens expect")
    parser.add_argument("--slowest", type=int, default=0, metavar="N",
                        help="name the N tests that took longest")
    parser.add_argument("--full", action="store_true",
                        help="of torture every case, not a sample: hours")
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="N",
                        help="of torture only the cases that begin by then")
    parser.add_argument("--record", type=Path, metavar="FILE",
                        help="keep what becomes of torture's cases there, and do not run again "
                        "those that it holds and that came out well")
    parser.add_argument("--table", type=Path, metavar="FILE",
                        help="write torture's table there, as Markdown or, if FILE ends in .json, "
                        "as JSON")
    arguments = parser.parse_args()
    for suite in arguments.suites:
        if suite not in SUITES:
            parser.error(f"there is no suite {suite!r}, but {', '.join(SUITES)}")
    return arguments


def run(jobs: list[Job], workers: int) -> list[Outcome]:
    """All at once: while one suite waits for servers, another computes."""
    suites = {job.suite: Suite(job.suite, jobs) for job in jobs}
    slow_first = sorted(jobs, key=lambda job: not job.slow)
    pool = concurrent.futures.ThreadPoolExecutor(workers)
    try:
        started = {pool.submit(run_job, job): job for job in slow_first if not job.alone}
        for done in concurrent.futures.as_completed(started):
            suites[started[done].suite].take(done.result())
            progress(", ".join(f"{suite.name}: {suite.left} to go" for suite in suites.values()
                               if suite.left > 0))
    finally:
        pool.shutdown(cancel_futures=True)  # after a Ctrl-C, only what runs is waited for
    for job in jobs:
        if job.alone:
            suites[job.suite].take(run_job(job))
    return [outcome for suite in suites.values() for outcome in suite.outcomes]


class Suite:
    """What became of a suite so far; says so when it is done."""

    def __init__(self, name: str, jobs: list[Job]) -> None:
        self.name = name
        self.left = sum(job.suite == name for job in jobs)
        self.outcomes: list[Outcome] = []
        self._started = time.monotonic()

    def take(self, outcomes: list[Outcome]) -> None:
        self.left -= 1
        self.outcomes += outcomes
        for outcome in outcomes:
            if outcome.state != "passed":
                tell(f"{outcome.state.upper()} {self.name}: {outcome.name}")
                for line in outcome.text.splitlines():
                    tell(f"    {line}")
        if self.left == 0:
            tell(f"{self.name}: {count(self.outcomes)} ({time.monotonic() - self._started:.0f} s)")


def run_job(job: Job) -> list[Outcome]:
    outcomes = list(job.run())
    if not outcomes:
        return [Outcome(job.name, "failed", "it ran no test")]
    return outcomes


def tell(line: str) -> None:
    progress("")
    print(line, flush=True)


def progress(text: str) -> None:
    """A line that the next one replaces, for somebody who watches."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)


def count(outcomes: list[Outcome]) -> str:
    totals = {state: sum(outcome.state == state for outcome in outcomes)
              for state in ("passed", "failed", "skipped")}
    return ", ".join(f"{number} {state}" for state, number in totals.items())


def conclude(outcomes: list[Outcome]) -> int:
    print(count(outcomes), flush=True)
    return 1 if not outcomes or any(outcome.state == "failed" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())

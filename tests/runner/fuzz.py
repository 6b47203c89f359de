"""Suite "fuzz": each fuzzer over its corpus, as an ordinary program. `make fuzz` really fuzzes."""

import os
from pathlib import Path
import subprocess

from .builds import SANITIZER_ENVIRONMENT, TESTS, programs
from .job import Job, single
from .unit import missing_in_meson

SUITE = "fuzz"
TIMEOUT = 300


def collect() -> list[Job]:
    found = programs("fuzz_")
    jobs = [single(SUITE, program.name.removeprefix("fuzz_"), lambda program=program: _run(program))
            for program in found]
    return jobs + missing_in_meson(SUITE, TESTS / "fuzz", "fuzz_*.c", found)


def _run(program: Path) -> None:
    folder = TESTS / "fuzz/corpus" / program.name.removeprefix("fuzz_")
    corpus = sorted(path for path in folder.iterdir() if path.is_file())
    assert corpus, f"{folder} is empty"
    run = subprocess.run([program, *corpus], stdin=subprocess.DEVNULL, timeout=TIMEOUT,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors="replace",
                         env=os.environ | SANITIZER_ENVIRONMENT)
    last = run.stdout.splitlines()[-1:]
    assert run.returncode == 0, f"ended with {run.returncode} at {last}\n{run.stderr}"

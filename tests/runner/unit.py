"""Suite "unit": the programs of tests/unit, each "ok NAME" and "not ok NAME" of them a test."""

from collections.abc import Iterable, Mapping
import os
from pathlib import Path
import re
import subprocess

from .builds import PLAIN, SANITIZER_ENVIRONMENT, SIMULATION, TESTS, programs
from .job import Job, Outcome, single

SUITE = "unit"
TIMEOUT = 1800  # seconds: something that does not end, on however slow a machine
SCHEDULES = 100_000  # of the simulation, as a plain program: the sanitized one runs fewer
VERDICT = re.compile(r"(?P<not>not )?ok (?P<name>\w+)\n")


def collect() -> list[Job]:
    found = programs("test_")
    jobs = [Job(SUITE, _name(program), lambda program=program: _run(program),
                slow=program.name.endswith("torture")) for program in found]
    jobs.append(simulation(SUITE, SCHEDULES))
    return jobs + missing_in_meson(SUITE, TESTS / "unit", "test_*.c", found)


def simulation(suite: str, schedules: int, timeout: int = TIMEOUT) -> Job:
    environment = {"PAWL_TEST_COUNT": str(schedules)} | os.environ
    return Job(suite, "simulation", lambda: _run(PLAIN / SIMULATION, environment, timeout),
               slow=True)


def missing_in_meson(suite: str, folder: Path, pattern: str, found: list[Path]) -> list[Job]:
    """A failure for each source that tests/meson.build does not know: it would never run."""
    names = {program.name for program in found}
    jobs = []
    for source in sorted(folder.rglob(pattern)):
        relative = source.relative_to(TESTS)
        below = source.relative_to(folder).with_suffix("")
        if {f"test_{'_'.join(below.parts)}", below.name}.isdisjoint(names):
            def fail(relative=relative) -> None:
                raise AssertionError(f"tests/{relative} is not in tests/meson.build")
            jobs.append(single(suite, str(relative), fail))
    return jobs


def _name(program: Path) -> str:
    return program.name.removeprefix("test_")


def _run(program: Path, environment: Mapping[str, str] = os.environ,
         timeout: int = TIMEOUT) -> Iterable[Outcome]:
    # In a file: a test that is stuck, or its children, could hold a pipe open for ever.
    with open(program.with_suffix(".out"), "w+", errors="backslashreplace") as output:
        try:
            code = subprocess.run([program], stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=subprocess.STDOUT, timeout=timeout,
                                  env={**environment, **SANITIZER_ENVIRONMENT}).returncode
        except subprocess.TimeoutExpired:
            code = f"not ended after {timeout} s"
        output.seek(0)
        return list(_outcomes(_name(program), output.read(), code))


def _outcomes(program: str, output: str, code: int | str) -> Iterable[Outcome]:
    told = ""  # what a test prints comes before its line
    failed = False
    for line in output.splitlines(keepends=True):
        verdict = VERDICT.fullmatch(line)
        if verdict is None:
            told += line
            continue
        name = f"{program}: {verdict['name']}"
        if verdict["not"]:
            failed = True
            yield Outcome(name, "failed", told)
        else:
            yield Outcome(name, "passed")
        told = ""
    if code != 0 and not failed:
        yield Outcome(program, "failed", f"{told}ended with {code}")

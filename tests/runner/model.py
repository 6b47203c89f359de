"""Suite "model": spin looks at every order of events of tests/model/protocol.pml.

The protocol as it is must hold; with one of its rules broken it must not, or the model proves
nothing. FAULTS is how much goes wrong in one history; `make torture` uses more.
"""

import functools
from pathlib import Path
import re
import shutil
import subprocess
import tempfile

from .builds import TESTS
from .job import Job, Skip, single

SUITE = "model"
MODEL = TESTS / "model/protocol.pml"
BREACHES = ("NO_FENCE", "NO_ANNOUNCE", "RESEND", "OPEN_LAST", "STALE_PLAN", "ROW_FORGOTTEN")
TIMEOUT = 600
FAULTS = 3


def collect() -> list[Job]:
    jobs = soundness(SUITE, FAULTS, TIMEOUT)
    jobs.append(single(SUITE, "HALF_DOWN is found out", lambda: _fails("DOWN", "HALF_DOWN")))
    for breach in BREACHES:
        jobs.append(single(SUITE, f"{breach} is found out", functools.partial(_fails, breach)))
    return jobs


def soundness(suite: str, faults: int, timeout: int) -> list[Job]:
    return [single(suite, f"the protocol holds over {faults} faults",
                   lambda: _holds(faults, timeout), slow=True),
            single(suite, f"the protocol holds over {faults} faults, up beside down",
                   lambda: _holds(faults, timeout, "DOWN"), slow=True)]


def _holds(faults: int, timeout: int, *definitions: str) -> None:
    report = _explore(f"FAULTS={faults}", *definitions, timeout=timeout)
    assert "errors: 0" in report, report
    # Cut short, it would have proved nothing.
    assert "max search depth too small" not in report and "out of memory" not in report, report
    states = re.search(r"([\d.e+]+) states, stored", report)
    assert states is not None, report
    print(f"model: {float(states[1]):.0f} states, all of them sound ({faults} faults)", flush=True)


def _fails(*breach: str) -> None:
    report = _explore(f"FAULTS={FAULTS}", *breach, optimize="-O0")  # found long before it pays
    assert "assertion violated" in report and "errors: 1" in report, report


def _explore(*definitions: str, optimize: str = "-O2", timeout: int = TIMEOUT) -> str:
    if shutil.which("spin") is None:
        raise Skip("spin is not installed (tools/setup test)")
    with tempfile.TemporaryDirectory(prefix="pawl-model-") as name:
        folder = Path(name)
        _run(folder, "spin", *(f"-D{definition}" for definition in definitions), "-a", MODEL)
        _run(folder, "gcc", "-w", optimize, "-DSAFETY", "-DCOLLAPSE", "-o", "pan", "pan.c")
        return _run(folder, "./pan", "-m100000", timeout=timeout)


def _run(folder: Path, *command: str | Path, timeout: int = TIMEOUT) -> str:
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, timeout=timeout, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}\n{done.stdout}"
    return done.stdout

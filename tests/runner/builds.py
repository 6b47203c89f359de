"""The two builds of pawl that the tests run; tools/build makes them."""

import json
import os
from pathlib import Path
import subprocess

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
BUILDS = Path(os.environ.get("PAWL_BUILDS", ROOT))
PLAIN = BUILDS / "build"
SANITIZED = BUILDS / "build-asan"
SIMULATION = "tests/test_exec_test_simulation"  # in both: it needs numbers as well as sanitizers

# A report of a sanitizer ends the program, so that no test can miss it, with an exit code that
# pawl itself never has.
SANITIZER_EXIT = 86
SANITIZER_ENVIRONMENT = {
    "ASAN_OPTIONS": f"exitcode={SANITIZER_EXIT}:detect_leaks=1:strict_string_checks=1",
    "LSAN_OPTIONS": f"exitcode={SANITIZER_EXIT}:print_suppressions=0"
                    f":suppressions={TESTS / 'lsan.supp'}",
    "UBSAN_OPTIONS": f"exitcode={SANITIZER_EXIT}:halt_on_error=1:print_stacktrace=1",
}
# To look for leaks takes as long as the rest of a short run.
WITHOUT_LEAKS = {"ASAN_OPTIONS": SANITIZER_ENVIRONMENT["ASAN_OPTIONS"] + ":detect_leaks=0"}


class BuildError(Exception):
    pass


def make(sanitized: bool = True) -> None:
    for kind, *targets in [["plain", "pawl", SIMULATION], *([["asan"]] if sanitized else [])]:
        build = subprocess.run([ROOT / "tools/build", kind, *targets], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if build.returncode != 0:
            raise BuildError(build.stdout)
        if build.stdout:
            print(build.stdout, end="", flush=True)


def programs(prefix: str) -> list[Path]:
    """The sanitized build's programs of that kind. Not by what lies in the folder: a program
    whose source is gone may still lie there."""
    targets = json.loads((SANITIZED / "meson-info/intro-targets.json").read_text())
    return sorted(Path(target["filename"][0]) for target in targets
                  if target["type"] == "executable" and target["name"].startswith(prefix))

#!/usr/bin/env python3
"""Image and chart on a real cluster, one case after another: see README.md beside this file.

    tests/kubernetes/run.py [CASE...]

Prints a line for each case and a table of all that was seen; what helm printed, the Job's end,
each pod's termination message and log are in build-kubernetes/CASE.txt.
"""

import argparse
from pathlib import Path
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.kubernetes.case import Case, Lab, Row  # noqa: E402
from tests.kubernetes.cases import CASES  # noqa: E402
from tests.kubernetes.cluster import BUILDS, Cluster, Databases, Images, SetupError  # noqa: E402
from tests.servers.workspace import workspace  # noqa: E402

OUTPUT = BUILDS / "build-kubernetes"


def main() -> int:
    cases = {function.__name__: function for function in CASES}
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(cases))
    arguments = parser.parse_args()
    for name in arguments.cases:
        if name not in cases:
            parser.error(f"there is no case {name!r}, but {', '.join(cases)}")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    failed = 0
    try:
        folder = Path(tempfile.mkdtemp(prefix="images-", dir=workspace()))
        with Cluster() as cluster, Databases(cluster.host) as databases:
            lab = Lab(cluster, databases, Images(folder))
            for name in arguments.cases or cases:
                passed, seen = run(lab, name, cases[name])
                rows += seen
                failed += not passed
    except SetupError as error:
        print(error)
        failed += 1
    table = render(rows)
    (OUTPUT / "table.md").write_text(table)
    print(table)
    count = len(arguments.cases or cases)
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed else 0


def run(lab: Lab, name: str, function) -> tuple[bool, list[Row]]:
    started = time.monotonic()
    case = Case(lab, name)
    error = ""
    try:
        function(case)
    except Exception:
        error = traceback.format_exc()
    finally:
        case.release.helm("uninstall", case.name, "--no-hooks")
    text = "\n".join(row.transcript for row in case.rows) + error
    (OUTPUT / f"{name}.txt").write_text(text)
    print(f"{'FAILED' if error else 'passed'} {name} ({time.monotonic() - started:.0f} s)",
          flush=True)
    if error:
        print(text, flush=True)
    return not error, case.rows


def render(rows: list[Row]) -> str:
    lines = ["| what happens | helm | the Job, its pods | termination message | databases |",
             "|---|---|---|---|---|"]
    for row in rows:
        cells = (row.title, row.helm, row.job, row.message, row.state)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

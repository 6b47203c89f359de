#!/usr/bin/env python3
"""Measure pawl against other migration runners and against clients that know nothing.

    bench/run.py                        everything; writes bench/RESULTS.md and bench/results.json
    bench/run.py --minutes 35           in about so long: each line gets its part of the time
    bench/run.py --quick                small sizes and two rounds, a few minutes; prints only
    bench/run.py --only nothing,start   lines with one of these in their name; --list has the names
    bench/run.py --add --only insert    the same, beside what bench/results.json has already

Contenders take turns in changing order, so that a noisy machine is unfair to none; ratios are
medians over the rounds of what was measured in the same round. The peers come from their
registries into .cache/bench/; one that cannot be had is named as missing.
"""

import argparse
from collections.abc import Callable
import contextlib
import datetime
import os
from pathlib import Path
import subprocess
import sys
import tempfile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import machine, report  # noqa: E402
from bench.bench import TITLES, Bench  # noqa: E402
from bench.budget import Budget, Job  # noqa: E402
from tests.servers import ClickHouse26, Postgres  # noqa: E402
from tests.servers.server import CACHE  # noqa: E402

RESULTS = Path(__file__).parent / "results.json"
SERVERS = {"postgres": lambda: Postgres(15, fsync=True), "clickhouse": ClickHouse26}
VERSION = {"postgres": "SHOW server_version", "clickhouse": "SELECT version()"}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, two rounds")
    parser.add_argument("--minutes", type=float, help="about how long it may take")
    parser.add_argument("--only", default="", metavar="TEXT,...", help="of the lines, those")
    parser.add_argument("--add", action="store_true",
                        help="keep the other lines of bench/results.json")
    parser.add_argument("--list", action="store_true", help="the lines' names, and no more")
    parser.add_argument("--pawl", type=Path, help="measure this executable")
    parser.add_argument("--output", type=Path, help="folder for RESULTS.md and results.json "
                        "(default: bench/ for a whole run, else nothing is written)")
    return parser.parse_args()


def build() -> Path:
    subprocess.run([ROOT / "tools/build", "plain", "pawl"], check=True)
    return Path(os.environ.get("PAWL_BUILDS", ROOT)) / "build/pawl"


def run_jobs(jobs: list[Job], minutes: float | None, versions: dict[str, str],
             done: Callable[[], None]) -> None:
    """Server by server, whose versions become known; done() after each."""
    budget = Budget(minutes, jobs)
    for engine in ("", *TITLES):
        mine = [job for job in jobs if job.engine == engine]
        with SERVERS[engine]() if engine and mine else contextlib.nullcontext() as server:
            if server is not None:
                versions[engine] = server.query(VERSION[engine])[0][0]
            for job in mine:
                job.run(server, budget.rounds(job))
                done()


def image_sizes() -> dict[str, int]:
    """The container image is packed gzip, as a registry has it; {} where it cannot be built."""
    built = subprocess.run([ROOT / "tools/image"], capture_output=True, text=True)
    file = Path(os.environ.get("PAWL_BUILDS", ROOT)) / "build-image/pawl.oci.tar"
    if built.returncode != 0 or not file.exists():
        print(f"no image: {built.stderr.strip().splitlines()[-1:]}", flush=True)
        return {}
    return {"pawl, container image": file.stat().st_size}


def sizes(bench: Bench) -> dict[str, int]:
    found = {tool.name: os.path.getsize(tool.binary) for tool in [bench.pawl, *bench.peers]
             if tool.is_executable}
    found |= {tool.name: sum(file.stat().st_size for file in tool.binary.iterdir())
              for tool in bench.peers if tool.binary.is_dir()}
    return found | {"pawl, stripped": machine.stripped_size(bench.pawl.binary)} | image_sizes()


def begin(bench: Bench, minutes: float | None, load_before: float, folder: Path) -> dict:
    """Results without any yet."""
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"],
                            capture_output=True, text=True).stdout.strip()
    return {
        "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit or "unknown",
        "minutes": minutes,
        "machine": machine.machine() | {
            "fsync": f"{machine.fsync_ms(folder):.2f} ms (median)",
            "load_before": f"{load_before:.1f}"},
        "servers": {},
        "tools": {tool.name: tool.version for tool in
                  [bench.pawl, *bench.peers, *bench.psql]},
        "missing": bench.missing,
        "peers": sorted(bench.peer_names),
        "commands": bench.commands,
        "bytes": {},
        "round_trips": bench.trips,
        "costs": bench.costs,
        "contests": bench.contests,
    }


def measure(arguments: argparse.Namespace, pawl: Path, cache: Path,
            write: Callable[[dict], None]) -> dict | None:
    """What was measured is written after each line: a run that is cut off leaves what it has."""
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="pawl-bench-") as folder:
        bench = Bench(pawl.resolve(), Path(folder), cache)
        wanted = arguments.only.split(",")
        jobs = [job for job in bench.jobs(arguments.quick)
                if any(text in job.name for text in wanted)]
        if arguments.list:
            print("\n".join([*(job.name for job in jobs), "sizes"]))
            return None
        for name, reason in bench.missing.items():
            print(f"missing: {name}: {reason}", flush=True)
        if arguments.add:
            whole = report.from_json(RESULTS.read_text())
            bench.go_on(whole)
        else:
            whole = begin(bench, arguments.minutes, load_before, Path(folder))
        if any(text in "sizes" for text in wanted):
            whole["bytes"] = sizes(bench)
        run_jobs(jobs, arguments.minutes, whole["servers"], lambda: write(whole))
        return whole


def main() -> int:
    arguments = parse()
    subprocess.run([ROOT / "tools/setup", "bench"], check=True)
    cache = CACHE / "bench"
    cache.mkdir(parents=True, exist_ok=True)
    complete = arguments.add or not (arguments.only or arguments.quick)
    output = arguments.output or (Path(__file__).parent if complete else None)

    def write(whole: dict) -> None:
        peers = set(whole["peers"])
        whole["goals"] = report.goals(whole, peers)
        if output:
            output.mkdir(parents=True, exist_ok=True)
            (output / "RESULTS.md").write_text(report.markdown(whole, peers))
            (output / "results.json").write_text(report.as_json(whole))

    whole = measure(arguments, arguments.pawl or build(), cache, write)
    if whole is not None:
        write(whole)
        print(report.goals_table(whole["goals"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Measure pawl against other migration runners and against clients that know nothing.

    bench/run.py                        everything; writes bench/RESULTS.md and bench/results.json
    bench/run.py --quick                small sizes and few rounds, a few minutes; prints only
    bench/run.py --parts start,nothing --engines postgres

Contenders take turns in changing order, so that a noisy machine is unfair to none; ratios are
medians over the rounds of what was measured in the same round. The peers come from their
registries into .cache/bench/; one that cannot be had is named as missing.
"""

import argparse
import contextlib
import dataclasses
import datetime
import itertools
import os
from pathlib import Path
import platform
import shutil
import subprocess
import sys
import tempfile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import record, report, tools  # noqa: E402
from bench.measure import Failed, Runner, Sample, Series, contest  # noqa: E402
from bench.tools import TRIVIAL, Bare, Pawl, Place, Psql, Tool  # noqa: E402
from tests.proxy import Proxy  # noqa: E402
from tests.servers import ClickHouse26, Postgres  # noqa: E402
from tests.servers.server import CACHE  # noqa: E402

PARTS = ("start", "nothing", "apply", "onefile", "insert", "trips", "delay")
ENGINES = {"postgres": lambda: Postgres(15, fsync=True), "clickhouse": ClickHouse26}


@dataclasses.dataclass(frozen=True)
class Plan:
    """Sizes, each with its number of rounds."""

    start: int
    nothing: dict[int, int]
    apply: dict[str, dict[int, int]]
    onefile: dict[int, int]
    insert: tuple[int, int]  # rows, rounds
    delay_nothing: dict[int, tuple[int, int]]  # ms: files, rounds
    delay_apply: dict[str, dict[int, dict[int, int]]]  # engine: {ms: {files: rounds}}


FULL = Plan(start=40,
            nothing={10: 15, 100: 15, 1000: 31, 10000: 9},
            apply={"postgres": {10: 5, 100: 5, 1000: 3}, "clickhouse": {10: 5, 100: 3, 1000: 1}},
            onefile={1000: 1},
            insert=(10_000_000, 2),
            delay_nothing={10: (1000, 15), 40: (1000, 5)},
            delay_apply={"postgres": {10: {10: 3, 100: 3}, 40: {10: 3}},
                         "clickhouse": {10: {10: 3, 100: 1}, 40: {10: 2}}})
QUICK = Plan(start=10,
             nothing={10: 5, 1000: 5},
             apply={"postgres": {100: 3}, "clickhouse": {100: 3}},
             onefile={100: 2},
             insert=(1_000_000, 2),
             delay_nothing={10: (1000, 3)},
             delay_apply={"postgres": {10: {10: 1}}, "clickhouse": {10: {10: 1}}})


def create_table(engine: str, number: int) -> str:
    if engine == "postgres":
        return f"CREATE TABLE t_{number:05} (id bigint PRIMARY KEY, name text NOT NULL)"
    return f"CREATE TABLE t_{number:05} (id UInt64, name String) ENGINE = MergeTree ORDER BY id"


class Delay:
    """delay.c in front of a server's ports, for a network of so many milliseconds (both ways)."""

    def __init__(self, binary: Path, ports: list[int], ms: float, kept: Path | None = None):
        self._start = [[binary, str(port), str(ms / 2), *([kept] if kept else [])]
                       for port in ports if port]
        self.ports: dict[int, int] = {}

    def __enter__(self) -> dict[int, int]:
        self._processes = [subprocess.Popen(command, stdout=subprocess.PIPE)
                           for command in self._start]
        for command, process in zip(self._start, self._processes, strict=True):
            self.ports[int(command[1])] = int(process.stdout.readline())
        return self.ports

    def __exit__(self, *_) -> None:
        for process in self._processes:
            process.terminate()
            process.wait()
            process.stdout.close()


class Bench:
    def __init__(self, plan: Plan, pawl: Path, work: Path, cache: Path) -> None:
        self.plan = plan
        self.work = work
        self.numbers = itertools.count()
        compiled = {name: compile_c(cache, name, *flags) for name, flags in
                    {"timed": (), "delay": (), "bare_postgres": ("libpq",),
                     "bare_clickhouse": ("libcurl",)}.items()}
        self.delay = compiled["delay"]
        self.runner = Runner(compiled["timed"], work)
        self.peers, self.missing = tools.get_peers(cache)
        self.pawl = Pawl(pawl, said([pawl, "version"]).split()[-1])
        self.pawl_off = Pawl(pawl, self.pawl.version, sync=False)
        self.bare = {engine: [Bare(engine, compiled[f"bare_{engine}"], what)
                              for what in ("loop", "loop, no ledger", "SELECT 1")]
                     for engine in ENGINES}
        self.psql = []
        for binary in sorted(Path("/usr/lib/postgresql").glob("*/bin/psql")):
            self.psql = [Psql(binary, said([binary, "--version"]).split()[2])]
        self.prepared: dict[tuple[str, str, int], Place] = {}
        self.contests: list[dict] = []
        self.trips: list[dict] = []
        self.commands: dict[str, str] = {}

    # What the parts share.

    def run(self, tool: Tool, place: Place, folder: Path) -> Sample:
        command = tool.command(place, folder)
        self.commands.setdefault(f"{tool.name}, {place.engine}", self.shown(place, folder, command))
        return self.runner.run(command, tool.environment())

    @staticmethod
    def shown(place: Place, folder: Path, command: list) -> str:
        """The command line, without what differs from run to run and from machine to machine."""
        words = []
        for word in map(str, command):
            word = word.replace(str(folder), "DIR")
            for port in (place.port, place.tcp_port):
                word = word.replace(f":{port}", ":PORT") if port else word
            word = word.replace(place.database, "DATABASE")
            words.append(Path(word).name if word.startswith("/") else word)
        return " ".join(words[:14] + (["..."] if len(words) > 14 else []))

    def add(self, part: str, title: str, results: dict[str, Series], *, engine: str = "",
            **facts) -> None:
        entry = {"part": part, "title": title, "engine": engine, **facts, "results": results}
        self.contests.append(entry)
        print(report.contest_table(entry, self.peer_names), flush=True)

    @property
    def peer_names(self) -> set[str]:
        return {tool.name for tool in self.peers}

    def folder(self, tool: Tool, migrations: list[list[str]]) -> Path:
        return tool.write(self.work / f"{next(self.numbers)}", migrations)

    def contenders(self, engine: str, *extra: Tool) -> list[Tool]:
        return [self.pawl, *extra, *(peer for peer in self.peers if engine in peer.engines)]

    def keep_requests(self, server, engine: str, use) -> list[bytes]:
        """The requests that pawl makes in use(ports)."""
        kept = self.work / f"{next(self.numbers)}.sent"
        with Delay(self.delay, [server.port], 0, kept) as ports:
            use(ports)
        parse = record.postgres_queries if engine == "postgres" else record.http_requests
        return parse(kept.read_bytes())

    def records(self, requests: list[bytes]) -> Path:
        return record.write_records(self.work / f"{next(self.numbers)}.records", requests)

    # The parts.

    def start(self) -> None:
        everyone = [self.pawl, *self.peers, *self.psql]
        contenders = {tool.name: lambda tool=tool: self.runner.run(tool.start_up(), check=False)
                      for tool in everyone}
        true = shutil.which("true")
        contenders["/bin/true"] = lambda: self.runner.run([true])
        self.add("start", "Start-up: print the version",
                 contest(contenders, self.plan.start, warm_up=3))

    def prepare(self, server, engine: str, tool: Tool, count: int) -> tuple[Place, Path]:
        """A database where `count` trivial files were applied by the tool."""
        key = (engine, tool.name, count)
        if key not in self.prepared:
            folder = self.folder(tool, [TRIVIAL] * count)
            place = Place(server, f"ready_{next(self.numbers)}")
            server.create_database(place.database)
            tool.seed(self.runner.run, place, folder, count)
            rows = tool.ledger_rows(place)
            self.runner.run(tool.command(place, folder), tool.environment())
            if tool.ledger_rows(place) != rows:
                raise Failed(f"{tool.name} did something although nothing was to be done")
            self.prepared[key] = place, folder
        return self.prepared[key]

    def nothing_contenders(self, server, engine: str, count: int, ports: dict[int, int] | None):
        contenders = {}
        for tool in self.contenders(engine):
            try:
                ready, folder = self.prepare(server, engine, tool, count)
            except Failed as failure:
                contenders[tool.name] = lambda failure=failure: fail(failure)
                continue
            place = Place(server, ready.database, ports)
            contenders[tool.name] = lambda tool=tool, place=place, folder=folder: self.run(
                tool, place, folder)
        ready, folder = self.prepare(server, engine, self.pawl, count)
        requests = self.keep_requests(server, engine, lambda ports: self.run(
            self.pawl, Place(server, ready.database, ports), folder))
        bare = self.bare[engine][0]
        records = self.records(requests)

        def run_bare() -> Sample:
            bare.records, bare.reads_folder = records, True
            return self.run(bare, Place(server, ready.database, ports), folder)

        contenders[bare.name] = run_bare
        floor = self.bare[engine][2]
        floor.records = self.records(self.only_files(engine, ready.database, [["SELECT 1"]]))
        contenders[floor.name] = lambda: self.run(floor, Place(server, ready.database, ports),
                                                  folder)
        return contenders

    def nothing(self, server, engine: str) -> None:
        for count, rounds in self.plan.nothing.items():
            results = contest(self.nothing_contenders(server, engine, count, None), rounds)
            self.add("nothing", f"Nothing to do over {count:,} files", results, engine=engine,
                     files=count, delay=0)

    def apply_contest(self, server, engine: str, migrations: list[list[str]],
                      check: tuple[str, int], rounds: int,
                      ports: dict[int, int] | None = None) -> dict[str, Series]:
        query, wanted = check
        everyone = self.contenders(engine, self.pawl_off,
                                   *(self.psql if engine == "postgres" else []))
        folders = {tool.name: self.folder(tool, migrations) for tool in everyone}
        place = Place(server, "contest", ports)

        def fresh() -> None:
            drop(server, engine, place.database)
            server.create_database(place.database)

        def once(tool: Tool, folder: Path, records: Path | None = None) -> Sample:
            fresh()
            if isinstance(tool, Bare):
                tool.records, tool.reads_folder = records, False
            sample = self.run(tool, place, folder)
            found = int(server.query(query, place.database)[0][0])
            if found != wanted:
                raise Failed(f"{tool.name} left {found}, not {wanted}")
            return sample

        contenders = {tool.name: lambda tool=tool: once(tool, folders[tool.name])
                      for tool in everyone}
        for source in (self.pawl, self.pawl_off)[:1 if engine == "postgres" else 2]:
            def record_one(direct, source=source):
                fresh()
                self.run(source, Place(server, place.database, direct), folders["pawl"])
            sent = self.records(self.keep_requests(server, engine, record_one))
            tool = self.bare[engine][0]
            contenders[tool.name + ("" if source.sync else ", ledger-sync off")] = (
                lambda tool=tool, sent=sent: once(tool, folders["pawl"], sent))
        tool = self.bare[engine][1]
        sent = self.records(self.only_files(engine, place.database, migrations))
        contenders[tool.name] = lambda tool=tool, sent=sent: once(tool, folders["pawl"], sent)
        # A long run is warm by itself.
        warm_up = 0 if ports or sum(map(len, migrations)) >= 1000 else 1
        results = contest(contenders, rounds, warm_up=warm_up)
        drop(server, engine, place.database)
        return results

    @staticmethod
    def only_files(engine: str, database: str, migrations: list[list[str]]) -> list[bytes]:
        if engine == "postgres":
            return [";\n".join(statements).encode() for statements in migrations]
        target = f"/?database={database}".encode()
        return [part for statements in migrations for sql in statements
                for part in (target, sql.encode())]

    @staticmethod
    def count_tables(engine: str, count: int) -> tuple[str, int]:
        where = ("FROM pg_tables WHERE tablename LIKE 't\\_%'" if engine == "postgres" else
                 "FROM system.tables WHERE database = currentDatabase() AND name LIKE 't\\_%'")
        return f"SELECT count(*) {where}", count

    def apply(self, server, engine: str) -> None:
        for count, rounds in self.plan.apply[engine].items():
            migrations = [[create_table(engine, number)] for number in range(count)]
            results = self.apply_contest(server, engine, migrations,
                                         self.count_tables(engine, count), rounds)
            self.add("apply", f"Apply {count:,} one-statement files", results, engine=engine,
                     files=count, delay=0)

    def onefile(self, server, engine: str) -> None:
        for count, rounds in self.plan.onefile.items():
            migrations = [[create_table(engine, number) for number in range(count)]]
            results = self.apply_contest(server, engine, migrations,
                                         self.count_tables(engine, count), rounds)
            self.add("onefile", f"One file of {count:,} statements", results, engine=engine,
                     statements=count)

    def insert(self, server, engine: str) -> None:
        if engine != "clickhouse":
            return
        rows, rounds = self.plan.insert
        migrations = [["CREATE TABLE big (id UInt64, name String) ENGINE = MergeTree ORDER BY id"],
                      [f"INSERT INTO big SELECT number, toString(number) FROM numbers({rows})"]]
        results = self.apply_contest(server, engine, migrations, ("SELECT count(*) FROM big", rows),
                                     rounds)
        self.add("insert", f"INSERT SELECT of {rows:,} rows", results, engine=engine, rows=rows)

    def count_trips(self, server, engine: str) -> None:
        few, many = 10, 30
        for tool in self.contenders(engine, *(self.psql if engine == "postgres" else [])):
            trips = {}
            try:
                for count in (few, many):
                    migrations = [[create_table(engine, number)] for number in range(count)]
                    folder = self.folder(tool, migrations)
                    drop(server, engine, "contest")
                    server.create_database("contest")
                    place = Place(server, "contest")
                    trips["apply", count] = self._trips(server, tool, place, folder)
                    if tool not in self.psql:
                        trips["nothing", count] = self._trips(server, tool, place, folder)
            except Failed as failure:
                self.trips.append({"engine": engine, "tool": tool.name, "failure": str(failure)})
                continue
            per_file = (trips["apply", many] - trips["apply", few]) / (many - few)
            self.trips.append({
                "engine": engine, "tool": tool.name, "nothing": trips.get(("nothing", many)),
                "connections": self.connections, "apply_30": trips["apply", many],
                "per_file": per_file})
        drop(server, engine, "contest")
        print(report.trips_table(self.trips), flush=True)

    def _trips(self, server, tool: Tool, place: Place, folder: Path) -> int:
        with contextlib.ExitStack() as stack:
            proxies = {port: stack.enter_context(Proxy(port))
                       for port in (server.port, getattr(server, "tcp_port", 0)) if port}
            ports = {port: proxy.port for port, proxy in proxies.items()}
            self.run(tool, Place(server, place.database, ports), folder)
            self.connections = sum(len(proxy.connections) for proxy in proxies.values())
            return sum(proxy.round_trips for proxy in proxies.values())

    def delayed(self, server, engine: str) -> None:
        own_ports = [server.port, getattr(server, "tcp_port", 0)]
        for ms, (count, rounds) in self.plan.delay_nothing.items():
            with Delay(self.delay, own_ports, ms) as ports:
                results = contest(self.nothing_contenders(server, engine, count, ports), rounds)
            self.add("delay", f"Nothing to do over {count:,} files, {ms} ms away", results,
                     engine=engine, files=count, delay=ms, what="nothing")
        for ms, sizes in self.plan.delay_apply[engine].items():
            for count, rounds in sizes.items():
                migrations = [[create_table(engine, number)] for number in range(count)]
                with Delay(self.delay, own_ports, ms) as ports:
                    results = self.apply_contest(
                        server, engine, migrations, self.count_tables(engine, count), rounds,
                        ports)
                self.add("delay", f"Apply {count:,} one-statement files, {ms} ms away", results,
                         engine=engine, files=count, delay=ms, what="apply")


def fail(failure: Failed) -> Sample:
    raise failure


def drop(server, engine: str, database: str) -> None:
    if engine == "postgres":
        server.drop_database(database)
    else:
        # Or the tables of hundreds of runs wait to be removed while others are measured.
        server.query(f"DROP DATABASE IF EXISTS {database} SYNC")


def said(command: list) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def compile_c(cache: Path, name: str, *libraries: str) -> Path:
    source = Path(__file__).with_name(f"{name}.c")
    binary = cache / name
    header = source.with_name("records.h")
    newest = max(file.stat().st_mtime for file in (source, header))
    if not binary.exists() or binary.stat().st_mtime < newest:
        flags = said(["pkg-config", "--cflags", "--libs", *libraries]).split() if libraries else []
        new = binary.with_suffix(".new")
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", new, source, *flags], check=True)
        new.rename(binary)
    return binary


def machine() -> dict[str, str]:
    model = next((line.partition(":")[2].strip() for line in
                  Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
                 platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    release = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    return {"cpu": f"{os.cpu_count()} x {model}", "memory": f"{memory:.0f} GiB",
            "system": f"{release}, Linux {platform.release().partition('-')[0]}"}


def stripped_size(binary: Path) -> int:
    with tempfile.NamedTemporaryFile() as copy:
        subprocess.run(["strip", "-o", copy.name, binary], check=True)
        return os.path.getsize(copy.name)


def fsync_ms(folder: Path) -> float:
    """What one small durable write costs on this disk: the floor for whoever makes one."""
    import time
    took = []
    with open(folder / "fsync", "wb") as file:
        for _ in range(50):
            file.write(b"x" * 512)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    return sorted(took)[25] * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--pawl", type=Path, help="measure this executable")
    parser.add_argument("--output", type=Path, help="folder for RESULTS.md and results.json "
                        "(default: bench/ for a whole run, else nothing is written)")
    arguments = parser.parse_args()
    parts = arguments.parts.split(",")
    engines = arguments.engines.split(",")
    if unknown := set(parts) - set(PARTS) or set(engines) - set(ENGINES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")

    subprocess.run([ROOT / "tools/setup", "bench"], check=True)
    pawl = arguments.pawl
    if pawl is None:
        subprocess.run([ROOT / "tools/build", "plain", "pawl"], check=True)
        pawl = Path(os.environ.get("PAWL_BUILDS", ROOT)) / "build/pawl"
    cache = CACHE / "bench"
    cache.mkdir(parents=True, exist_ok=True)

    started = datetime.datetime.now(datetime.UTC)
    load_before = os.getloadavg()[0]
    versions = {}
    with tempfile.TemporaryDirectory(prefix="pawl-bench-") as folder:
        bench = Bench(QUICK if arguments.quick else FULL, pawl.resolve(), Path(folder), cache)
        for name, reason in bench.missing.items():
            print(f"missing: {name}: {reason}", flush=True)
        if "start" in parts:
            bench.start()
        for engine in engines:
            with ENGINES[engine]() as server:
                versions[engine] = server.query("SHOW server_version" if engine == "postgres"
                                                else "SELECT version()")[0][0]
                for part, run in (("nothing", bench.nothing), ("apply", bench.apply),
                                  ("onefile", bench.onefile), ("insert", bench.insert),
                                  ("trips", bench.count_trips), ("delay", bench.delayed)):
                    if part in parts:
                        run(server, engine)
        sizes = {tool.name: os.path.getsize(tool.binary)
                 for tool in [bench.pawl, *bench.peers] if tool.name != "clickhouse-migrations"}
        sizes["pawl, stripped"] = stripped_size(bench.pawl.binary)
        commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"],
                                capture_output=True, text=True).stdout.strip()
        whole = {
            "started": started.isoformat(timespec="seconds"),
            "commit": commit or "unknown",
            "machine": machine() | {"fsync": f"{fsync_ms(Path(folder)):.2f} ms (median)",
                                    "load_before": f"{load_before:.1f}"},
            "servers": versions,
            "tools": {tool.name: tool.version for tool in
                      [bench.pawl, *bench.peers, *bench.psql]},
            "missing": bench.missing,
            "commands": bench.commands,
            "binary_bytes": sizes,
            "round_trips": bench.trips,
            "contests": bench.contests,
        }
    whole["goals"] = report.goals(whole, bench.peer_names)
    markdown = report.markdown(whole, bench.peer_names)
    print(report.goals_table(whole["goals"]))
    complete = set(parts) == set(PARTS) and set(engines) == set(ENGINES) and not arguments.quick
    output = arguments.output or (Path(__file__).parent if complete else None)
    if output:
        output.mkdir(parents=True, exist_ok=True)
        (output / "RESULTS.md").write_text(markdown)
        (output / "results.json").write_text(report.as_json(whole))
    return 0


if __name__ == "__main__":
    sys.exit(main())

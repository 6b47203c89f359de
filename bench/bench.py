"""The measurements: each a job of one line or table of the report."""

import contextlib
import itertools
from pathlib import Path
import random
import shutil
import subprocess

from bench import cost, fetch, record, report
from bench.budget import Job
from bench.machine import compile_c, in_memory, said
from bench.measure import Failed, Rounds, Runner, Sample, Series, contest
from bench.tools import TRIVIAL, Bare, Pawl, Place, Psql, Raw, Tool
from tests.proxy import Proxy

TITLES = {"postgres": "PostgreSQL", "clickhouse": "ClickHouse"}
MANY = 1000  # statements: a run that is long, and warm by itself
FAR_BEHIND = 4  # times the best peer in a smaller line of the kind: not run in the larger ones


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
    def __init__(self, pawl: Path, work: Path, cache: Path) -> None:
        self.work = work
        self.numbers = itertools.count()
        compiled = {name: compile_c(cache, name, *flags) for name, flags in
                    {"timed": (), "delay": (), "bare_postgres": ("libpq",),
                     "bare_clickhouse": ("libcurl",), "raw_postgres": (),
                     "raw_clickhouse": ()}.items()}
        self.delay = compiled["delay"]
        self.runner = Runner(compiled["timed"], work)
        self.peers, self.missing = fetch.get_peers(cache)
        self.pawl = Pawl(pawl, said([pawl, "version"]).split()[-1])
        self.pawl_off = Pawl(pawl, self.pawl.version, sync=False)
        self.bare = {engine: [Bare(engine, compiled[f"bare_{engine}"], what)
                              for what in ("loop", "loop, no ledger", "SELECT 1")]
                     for engine in TITLES}
        self.raw = {engine: [Raw(engine, compiled[f"raw_{engine}"], what)
                             for what in ("loop", "SELECT 1")] for engine in TITLES}
        self.psql = []
        for binary in sorted(Path("/usr/lib/postgresql").glob("*/bin/psql")):
            self.psql = [Psql(binary, said([binary, "--version"]).split()[2])]
        self.prepared: dict[tuple[str, str, int], Place] = {}
        self.in_memory = in_memory()
        self.contests: list[dict] = []
        self.trips: list[dict] = []
        self.costs: list[dict] = []
        # What, engine, peer: how far that is behind the best in small.
        self.slow: dict[tuple[str, str, str], float] = {}
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
        if self.in_memory:
            title, facts["memory"] = f"{title}, the server's files in memory", True
        entry = {"part": part, "title": title, "engine": engine, **facts, "results": results}
        self.contests[:] = [*(other for other in self.contests
                              if (other["engine"], other["title"]) != (engine, title)), entry]
        print(report.contest_table(entry, self.peer_names), flush=True)

    def go_on(self, whole: dict) -> None:
        """With the lines of an earlier run, which this one adds to."""
        self.contests, self.commands = whole["contests"], whole["commands"]
        self.trips, self.costs = whole["round_trips"], whole["costs"]
        for entry in self.contests:
            if entry["part"] in ("nothing", "apply"):
                self.note_slow(entry["part"], entry["engine"], entry["results"])

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

    def start(self, _server, rounds: Rounds) -> None:
        everyone = [self.pawl, *self.peers, *self.psql]
        contenders = {tool.name: lambda tool=tool: self.runner.run(tool.start_up(), check=False)
                      for tool in everyone}
        true = shutil.which("true")
        contenders["/bin/true"] = lambda: self.runner.run([true])
        self.add("start", "Start-up: print the version",
                 contest(contenders, rounds, warm_up=3, peers=self.peer_names))

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
        behind = self.far_behind("nothing", engine)
        for tool in self.contenders(engine):
            if tool.name in behind:
                continue
            try:
                ready, folder = self.prepare(server, engine, tool, count)
            except Failed as failure:
                contenders[tool.name] = lambda failure=failure: fail(failure)
                continue
            place = Place(server, ready.database, ports)
            contenders[tool.name] = lambda tool=tool, place=place, folder=folder: self.run(
                tool, place, folder)
        ready, folder = self.prepare(server, engine, self.pawl, count)
        sent = self.records(self.keep_requests(server, engine, lambda ports: self.run(
            self.pawl, Place(server, ready.database, ports), folder)))
        one = self.records(self.only_files(engine, ready.database, [["SELECT 1"]]))
        place = Place(server, ready.database, ports)
        for limit, records in ((self.bare[engine][0], sent), (self.bare[engine][2], one),
                               (self.raw[engine][0], sent), (self.raw[engine][1], one)):
            contenders[limit.name] = lambda limit=limit, records=records: self.run_limit(
                limit, place, folder, records, reads_folder=records is sent)
        return contenders

    def run_limit(self, limit: Bare, place: Place, folder: Path, records: Path, *,
                  reads_folder: bool) -> Sample:
        limit.records, limit.reads_folder = records, reads_folder
        return self.run(limit, place, folder)

    def nothing(self, server, rounds: Rounds, engine: str, count: int, ms: int) -> None:
        with self.away(server, ms) as ports:
            results = contest(self.nothing_contenders(server, engine, count, ports), rounds,
                              peers=self.peer_names)
        results = self.far_behind("nothing", engine) | results
        self.add("delay" if ms else "nothing", f"Nothing to do over {count:,} files" + far(ms),
                 results, engine=engine, files=count, delay=ms, what="nothing")
        if not ms:
            self.note_slow("nothing", engine, results)

    def note_slow(self, what: str, engine: str, results: dict[str, Series]) -> None:
        best = report.best_peer({"results": results}, self.peer_names)
        self.slow |= {(what, engine, name): series.median / best[1].median
                      for name, series in results.items()
                      if best and name in self.peer_names and series.samples}

    def far_behind(self, what: str, engine: str) -> dict[str, Series]:
        """Those that are left out, with the reason: their time is better spent on the others."""
        return {name: Series(failure=f"left out: {times:.0f} times the best with fewer files")
                for (noted, of, name), times in self.slow.items()
                if (noted, of) == (what, engine) and times > FAR_BEHIND}

    def away(self, server, ms: int):
        """The ports to reach the server by, in a network of so many milliseconds."""
        own = [server.port, getattr(server, "tcp_port", 0)]
        return Delay(self.delay, own, ms) if ms else contextlib.nullcontext()

    def apply_contest(self, server, engine: str, migrations: list[list[str]],
                      check: tuple[str, int], rounds: Rounds,
                      ports: dict[int, int] | None = None, *,
                      loops: bool = True) -> dict[str, Series]:
        """loops: with the bare clients, which can send all but the data of a COPY."""
        query, wanted = check
        everyone = self.contenders(engine, *([self.pawl_off] if loops else []),
                                   *(self.psql if engine == "postgres" else []))
        many = sum(map(len, migrations)) >= MANY or ports is not None
        behind = self.far_behind("apply", engine)
        everyone = [tool for tool in everyone if tool.name not in behind]
        folders = {tool.name: self.folder(tool, migrations) for tool in everyone}
        place = Place(server, "contest", ports)

        def fresh() -> None:
            drop(server, engine, place.database)
            server.create_database(place.database)

        def once(tool: Tool, folder: Path, records: Path | None = None) -> Sample:
            fresh()
            sample = (self.run_limit(tool, place, folder, records, reads_folder=False)
                      if isinstance(tool, Bare) else self.run(tool, place, folder))
            found = int(server.query(query, place.database)[0][0])
            if found != wanted:
                raise Failed(f"{tool.name} left {found}, not {wanted}")
            return sample

        contenders = {tool.name: lambda tool=tool: once(tool, folders[tool.name])
                      for tool in everyone}
        for tool, name, sent in self.loops(server, engine, folders["pawl"], fresh, migrations,
                                           place.database) if loops else []:
            contenders[name] = lambda tool=tool, sent=sent: once(tool, folders["pawl"], sent)
        # A long run is warm by itself.
        results = contest(contenders, rounds, warm_up=0 if many else 1, peers=self.peer_names)
        drop(server, engine, place.database)
        return results | behind

    def loops(self, server, engine: str, folder: Path, fresh, migrations, database: str):
        """The bare clients that make the same writes as pawl, and none but the files'."""
        tool = self.bare[engine][0]
        for source in (self.pawl, self.pawl_off)[:1 if engine == "postgres" else 2]:
            def record_one(direct, source=source):
                fresh()
                self.run(source, Place(server, database, direct), folder)
            name = tool.name + ("" if source.sync else ", ledger-sync off")
            sent = self.records(self.keep_requests(server, engine, record_one))
            yield tool, name, sent
            if source.sync:
                yield self.raw[engine][0], self.raw[engine][0].name, sent
        tool = self.bare[engine][1]
        yield tool, tool.name, self.records(self.only_files(engine, database, migrations))

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

    def apply(self, server, rounds: Rounds, engine: str, count: int, ms: int) -> None:
        migrations = [[create_table(engine, number)] for number in range(count)]
        with self.away(server, ms) as ports:
            results = self.apply_contest(server, engine, migrations,
                                         self.count_tables(engine, count), rounds, ports)
        self.add("delay" if ms else "apply", f"Apply {count:,} one-statement files" + far(ms),
                 results, engine=engine, files=count, delay=ms, what="apply")
        if not ms:
            self.note_slow("apply", engine, results)

    def onefile(self, server, rounds: Rounds, engine: str, count: int) -> None:
        migrations = [[create_table(engine, number) for number in range(count)]]
        results = self.apply_contest(server, engine, migrations,
                                     self.count_tables(engine, count), rounds)
        self.add("onefile", f"One file of {count:,} statements", results, engine=engine,
                 statements=count)

    def insert(self, server, rounds: Rounds, engine: str, rows: int) -> None:
        migrations = [["CREATE TABLE big (id UInt64, name String) ENGINE = MergeTree ORDER BY id"],
                      [f"INSERT INTO big SELECT number, toString(number) FROM numbers({rows})"]]
        results = self.apply_contest(server, engine, migrations, ("SELECT count(*) FROM big", rows),
                                     rounds)
        self.add("insert", f"INSERT SELECT of {rows:,} rows", results, engine=engine, rows=rows)

    def copy(self, server, rounds: Rounds, engine: str, megabytes: int) -> None:
        """A baseline as pg_dump writes it: a table, and its rows behind COPY."""
        words = random.Random(1)
        lines = []
        size = 0
        while size < megabytes * 1_000_000:
            lines.append(f"{len(lines)}\t{words.getrandbits(256):064x}\n")
            size += len(lines[-1])
        migrations = [["CREATE TABLE big (id bigint, name text)",
                       "COPY big (id, name) FROM stdin;\n" + "".join(lines) + "\\.\n"]]
        results = self.apply_contest(server, engine, migrations,
                                     ("SELECT count(*) FROM big", len(lines)), rounds, loops=False)
        self.add("copy", f"A baseline of {megabytes} MB, by COPY", results, engine=engine,
                 megabytes=megabytes)

    def count_cost(self, server, _rounds: Rounds, engine: str) -> None:
        """What a run with something to do sends besides the files' statements."""
        before, after = 10, 30
        steps = [[create_table(engine, number)] for number in range(before + after)]
        place = Place(server, "contest")
        drop(server, engine, place.database)
        server.create_database(place.database)
        self.run(self.pawl, place, self.folder(self.pawl, steps[:before]))
        folder = self.folder(self.pawl, steps)
        requests = self.keep_requests(server, engine, lambda ports: self.run(
            self.pawl, Place(server, place.database, ports), folder))
        drop(server, engine, place.database)
        self.costs.append({"engine": engine} | cost.of_requests(engine, requests))
        print(report.costs_table(self.costs), flush=True)

    def count_trips(self, server, _rounds: Rounds, engine: str) -> None:
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

    # All of it.

    def jobs(self, quick: bool) -> list[Job]:
        return [job for engine in ("", *TITLES) for job in self._jobs(engine, quick)]

    def _jobs(self, engine: str, quick: bool):
        """Each with the time that it takes where nothing else runs, in seconds."""
        def job(name: str, weight: float, most: int, call, *arguments, least: int = 3) -> Job:
            rounds = Rounds(2, 2) if quick else Rounds(most, least)

            def run(server, rounds: Rounds) -> None:
                call(server, rounds, *([engine] if engine else []), *arguments)

            return Job(f"{engine} {name}".strip(), engine, weight, rounds, run)

        postgres = engine == "postgres"
        if not engine:
            yield job("start", 25, 40, self.start)
            return
        yield job("trips", 40, 1, self.count_trips)
        yield job("cost", 5, 1, self.count_cost)
        for count, weight, most in ((10, 30, 15), (100, 30, 15), (1000, 70, 41),
                                    (10000, 90, 15))[:3 if quick else 4]:
            yield job(f"nothing {count}", weight, most, self.nothing, count, 0)
        yield job("apply 10", 30, 9, self.apply, 10, 0)
        yield job("apply 100", 60 if postgres else 90, 7, self.apply, 100, 0)
        if not quick:
            yield job("apply 1000", 160 if postgres else 380, 5, self.apply, 1000, 0, least=2)
            yield job("onefile 1000", 90 if postgres else 180, 3, self.onefile, 1000, least=2)
        if postgres:
            yield job("copy", 30, 5, self.copy, 5 if quick else 50)
        else:
            yield job("insert", 60, 5, self.insert, 1_000_000 if quick else 10_000_000)
        yield job("nothing 1000 10ms", 40, 21, self.nothing, 1000, 10)
        yield job("apply 10 10ms", 30, 5, self.apply, 10, 10)
        if not quick:
            yield job("apply 100 10ms", 90, 3, self.apply, 100, 10, least=2)
            yield job("nothing 1000 40ms", 40, 9, self.nothing, 1000, 40)
            yield job("apply 10 40ms", 40, 3, self.apply, 10, 40)


def far(ms: int) -> str:
    return f", {ms} ms away" if ms else ""


def fail(failure: Failed) -> Sample:
    raise failure


def drop(server, engine: str, database: str) -> None:
    if engine == "postgres":
        server.drop_database(database)
    else:
        # Or the tables of hundreds of runs wait to be removed while others are measured.
        server.query(f"DROP DATABASE IF EXISTS {database} SYNC")

"""The runners that are compared, and taken over from: how to get them, feed them and call them.

    python3 -m bench.tools FOLDER    fetch them all into FOLDER; tell which are missing, and why

Every tool is told the same statements, in the files that it reads. `seed` makes its ledger say
that many trivial files were applied, without the hours that some would take to do it.
"""

import contextlib
import fcntl
import hashlib
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys

NPM = {"dbmate": "2.36.0", "clickhouse-migrations": "1.4.0"}
GO = {
    "goose": ("github.com/pressly/goose/v3/cmd/goose", "v3.29.0", ""),
    "golang-migrate": ("github.com/golang-migrate/migrate/v4/cmd/migrate", "v4.20.0",
                       "clickhouse postgres"),
}

TRIVIAL = ["SELECT 1"]


class Missing(Exception):
    pass


class MissingGo(Missing):
    """Debian 12 has none that is new enough: nobody can be asked to have it."""


def say(text: str) -> None:
    print(f"tools/setup: {text}", file=sys.stderr, flush=True)


class Place:
    """A database, and how to reach it: directly or by way of a proxy."""

    def __init__(self, server, database: str, ports: dict[int, int] | None = None) -> None:
        ports = ports or {}
        self.server = server
        self.database = database
        self.port = ports.get(server.port, server.port)
        tcp = getattr(server, "tcp_port", 0)
        self.tcp_port = ports.get(tcp, tcp)
        self.engine = "postgres" if server.name.startswith("postgres") else "clickhouse"

    @property
    def postgres_url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{self.database}?sslmode=disable"


class Tool:
    name = ""
    engines: tuple[str, ...] = ("postgres", "clickhouse")
    peer = True

    def __init__(self, binary: Path, version: str) -> None:
        self.binary = binary
        self.version = version

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        """Name and text of a migration."""
        return f"{number:05}_step.sql", "".join(f"{sql};\n" for sql in statements)

    def write(self, folder: Path, migrations: list[list[str]]) -> Path:
        folder.mkdir(parents=True)
        for number, statements in enumerate(migrations, 1):
            name, text = self.file(number, statements)
            (folder / name).write_text(text)
        return folder

    def command(self, place: Place, folder: Path) -> list:
        raise NotImplementedError

    def start_up(self) -> list:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        """Make the ledger say that the folder's `count` trivial files were applied."""
        raise NotImplementedError

    def ledger_rows(self, place: Place) -> str:
        return place.server.query(f"SELECT count(*) FROM {self.ledger}", place.database)[0][0]


class Pawl(Tool):
    peer = False

    def __init__(self, binary: Path, version: str, sync: bool = True) -> None:
        super().__init__(binary, version)
        self.sync = sync
        self.name = "pawl" if sync else "pawl, ledger-sync off"

    ledger = "pawl_journal"

    def command(self, place: Place, folder: Path) -> list:
        url = (place.postgres_url if place.engine == "postgres" else
               f"clickhouse://127.0.0.1:{place.port}/{place.database}")
        return [self.binary, "up", "--url", url, "--dir", folder,
                *([] if self.sync else ["--ledger-sync", "off"])]

    def start_up(self) -> list:
        return [self.binary, "version"]

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        if place.engine == "postgres":
            place.server.query(f"ALTER DATABASE {place.database} SET synchronous_commit = off")
        run([*self.command(place, folder), *(["--ledger-sync", "off"] if self.sync else [])])
        if place.engine == "postgres":
            place.server.query(f"ALTER DATABASE {place.database} RESET synchronous_commit")


class Dbmate(Tool):
    name = "dbmate"
    ledger = "schema_migrations"

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        name, text = super().file(number, statements)
        return name, f"-- migrate:up\n{text}\n-- migrate:down\n"

    def command(self, place: Place, folder: Path) -> list:
        url = (place.postgres_url if place.engine == "postgres" else
               f"clickhouse://default:@127.0.0.1:{place.tcp_port}/{place.database}")
        return [self.binary, "--url", url, "--migrations-dir", folder, "--no-dump-schema",
                "migrate"]

    def start_up(self) -> list:
        return [self.binary, "--version"]

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        self._one(run, place, folder)
        series = ("lpad(i::text, 5, '0') FROM generate_series(2, {n}) AS s (i)"
                  if place.engine == "postgres" else
                  "leftPad(toString(number + 2), 5, '0') FROM numbers({n} - 1)")
        place.server.query("INSERT INTO schema_migrations (version) SELECT " +
                           series.format(n=count), place.database)

    def _one(self, run, place: Place, folder: Path) -> None:
        one = self.write(folder.with_name(folder.name + "-1"), [TRIVIAL])
        run(self.command(place, one))


class Goose(Dbmate):
    name = "goose"
    ledger = "goose_db_version"

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        name, text = Tool.file(self, number, statements)
        return name, "-- +goose Up\n" + text

    def command(self, place: Place, folder: Path) -> list:
        url = (place.postgres_url if place.engine == "postgres" else
               f"clickhouse://127.0.0.1:{place.tcp_port}/{place.database}")
        return [self.binary, "-dir", folder, place.engine, url, "up"]

    def start_up(self) -> list:
        return [self.binary, "-version"]

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        self._one(run, place, folder)
        series = ("i, true FROM generate_series(2, {n}) AS s (i)" if place.engine == "postgres"
                  else "number + 2, 1 FROM numbers({n} - 1)")
        place.server.query("INSERT INTO goose_db_version (version_id, is_applied) SELECT " +
                           series.format(n=count), place.database)


class Migrate(Tool):
    name = "golang-migrate"
    ledger = "schema_migrations"

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        return f"{number:05}_step.up.sql", super().file(number, statements)[1]

    def _call(self, place: Place, folder: Path) -> list:
        url = (place.postgres_url if place.engine == "postgres" else
               f"clickhouse://127.0.0.1:{place.tcp_port}?username=default&database="
               f"{place.database}&x-multi-statement=true&x-migrations-table-engine=MergeTree")
        return [self.binary, "-path", folder, "-database", url]

    def command(self, place: Place, folder: Path) -> list:
        return [*self._call(place, folder), "up"]

    def start_up(self) -> list:
        return [self.binary, "-version"]

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        run([*self._call(place, folder), "force", str(count)])


class ClickhouseMigrations(Tool):
    name = "clickhouse-migrations"
    engines = ("clickhouse",)
    ledger = "_migrations"

    def command(self, place: Place, folder: Path) -> list:
        return [shutil.which("node"), self.binary, "migrate",
                f"--host=http://127.0.0.1:{place.port}",
                "--user=default", "--password=", f"--db={place.database}",
                f"--migrations-home={folder}"]

    def start_up(self) -> list:
        return [shutil.which("node"), self.binary, "--version"]

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        one = self.write(folder.with_name(folder.name + "-1"), [TRIVIAL])
        run(self.command(place, one))
        checksum = hashlib.md5(self.file(1, TRIVIAL)[1].encode()).hexdigest()
        place.server.query(
            "INSERT INTO _migrations (version, checksum, migration_name) SELECT number + 2, "
            f"'{checksum}', concat(leftPad(toString(number + 2), 5, '0'), '_step.sql') "
            f"FROM numbers({count} - 1)", place.database)


class Psql(Tool):
    """Not a runner, and so not a peer: no ledger, and it cannot know what is to be done."""

    name = "psql -f"
    engines = ("postgres",)
    peer = False

    def command(self, place: Place, folder: Path) -> list:
        files = [part for file in sorted(folder.iterdir()) for part in ("-f", file)]
        return [self.binary, "-X", "-q", "-v", "ON_ERROR_STOP=1", place.postgres_url, *files]

    def start_up(self) -> list:
        return [self.binary, "--version"]


class Bare(Tool):
    """bare_postgres.c or bare_clickhouse.c with a file of what pawl sent, of the files alone, or
    of a query that asks nothing: what the library and the server take by themselves."""

    peer = False

    def __init__(self, engine: str, binary: Path, what: str) -> None:
        library = "libpq" if engine == "postgres" else "libcurl"
        super().__init__(binary, library)
        self.engines = (engine,)
        self.name = f"bare {library} {what}"
        self.records = Path()  # run.py sets it for each contest
        self.reads_folder = False

    def command(self, place: Place, folder: Path) -> list:
        url = (place.postgres_url if place.engine == "postgres" else
               f"http://127.0.0.1:{place.port}")
        return [self.binary, url, self.records, *([folder] if self.reads_folder else [])]


# Getting them ---------------------------------------------------------------------------------

def get_peer(cache: Path, kind: type[Tool]) -> Tool:
    with _alone(cache):
        return kind(*PEERS[kind](cache, kind.name))


@contextlib.contextmanager
def _alone(cache: Path):
    """One fetches, whoever else wants the same waits; what has its name is whole."""
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def get_peers(cache: Path) -> tuple[list[Tool], dict[str, str]]:
    """The peers, and the reasons why others are missing."""
    peers: list[Tool] = []
    missing: dict[str, str] = {}
    for kind in PEERS:
        try:
            peers.append(get_peer(cache, kind))
        except (Missing, OSError, subprocess.CalledProcessError) as reason:
            said = getattr(reason, "stderr", None)
            missing[kind.name] = (said or str(reason)).strip().splitlines()[-1]
    return peers, missing


def _npm(cache: Path, name: str) -> Path:
    if not (shutil.which("npm") and shutil.which("node")):
        raise Missing("npm and node are not installed")
    version = NPM[name]
    folder = cache / f"{name}-{version}"
    if not (folder / "done").exists():
        say(f"fetching {name} {version}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"private": True}))
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix",
                        folder, f"{name}@{version}"], check=True, capture_output=True, text=True,
                       cwd=folder)
        (folder / "done").touch()
    return folder / "node_modules"


def _dbmate(cache: Path, name: str) -> tuple[Path, str]:
    # The binary itself: npm's wrapper would add the start of Node to every run.
    binaries = list(_npm(cache, name).glob("@dbmate/*/bin/dbmate"))
    if len(binaries) != 1:
        raise Missing("its npm package has no binary for this machine")
    return binaries[0], NPM[name]


def _clickhouse_migrations(cache: Path, name: str) -> tuple[Path, str]:
    return _npm(cache, name) / name / "lib/cli.js", NPM[name]


def _go(cache: Path, name: str) -> tuple[Path, str]:
    package, version, tags = GO[name]
    binary = cache / f"{name}-{version}" / package.rpartition("/")[2]
    if not binary.exists():
        if not shutil.which("go"):
            raise MissingGo("Go is not installed")
        new = binary.parent / "new"  # go install writes in place
        say(f"building {name} {version}, once, in some minutes")
        subprocess.run(["nice", "go", "install", *(["-tags", tags] if tags else []),
                        f"{package}@{version}"], check=True, capture_output=True, text=True,
                       env=os.environ | {"GOBIN": str(new), "CGO_ENABLED": "0"})
        (new / binary.name).rename(binary)
    return binary, version


PEERS = {Dbmate: _dbmate, Goose: _go, Migrate: _go, ClickhouseMigrations: _clickhouse_migrations}


def main() -> None:
    for name, reason in get_peers(Path(sys.argv[1]))[1].items():
        say(f"no {name}: {reason}")


if __name__ == "__main__":
    main()

"""What is measured: pawl, and the clients that show the limits; peers.py has the other runners.

Every tool is told the same statements, in the files that it reads. `seed` makes its ledger say
that many trivial files were applied, without the hours that some would take to do it.
"""

from pathlib import Path

TRIVIAL = ["SELECT 1"]


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
    is_executable = True  # else its size says nothing: a script, or a folder of jars

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


class Raw(Bare):
    """raw_postgres.c or raw_clickhouse.c, the same without any library: what the server takes."""

    def __init__(self, engine: str, binary: Path, what: str) -> None:
        super().__init__(engine, binary, what)
        self.name = f"raw socket {what}"

    def command(self, place: Place, folder: Path) -> list:
        database = [place.database] if place.engine == "postgres" else []
        return [self.binary, str(place.port), *database, self.records,
                *([folder] if self.reads_folder else [])]

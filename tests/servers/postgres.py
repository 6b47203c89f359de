"""PostgreSQL 15 (Debian's) and 18 (from tools/setup)."""

import csv
import functools
import io
import os
from pathlib import Path
import shutil
import signal
import subprocess

from .server import CACHE, NotInstalled, Rows, Server, ServerError, cache_lock

NULL = "\\N"

csv.field_size_limit(1 << 30)  # as long as a value of PostgreSQL's may be


class Postgres(Server):
    stop_signal = signal.SIGINT  # "fast": ends sessions, then writes a checkpoint
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root

    def __init__(self, version: int, *, fsync: bool = False, **settings: str) -> None:
        """fsync=False keeps what was committed over kill(), only not over a power loss."""
        self.name = f"postgres{version}"
        self.version = version
        self.settings = {
            "listen_addresses": "127.0.0.1",
            "fsync": "on" if fsync else "off",
            "max_prepared_transactions": "10",
            # In the data folder rather than in /dev/shm, where a killed server leaves it behind.
            "dynamic_shared_memory_type": "mmap",
            "log_line_prefix": "%m [%p] %q%u@%d ",
        } | settings
        super().__init__()

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def query(self, sql: str, database: str = "postgres") -> Rows:
        """Run the statements, each in a transaction of its own, and return all rows."""
        # Statements come by standard input: with -c they would all be one transaction.
        psql = subprocess.run(
            [_psql(), "-X", "-q", "-t", "--csv", "-P", f"null={NULL}", "-v", "ON_ERROR_STOP=1",
             "-f", "-", self.url(database)],
            input=sql, text=True, capture_output=True, env=_environment_without_pg())
        if psql.returncode != 0:
            raise ServerError(psql.stderr.strip())
        return [[None if value == NULL else value for value in row]
                for row in csv.reader(io.StringIO(psql.stdout, newline=""))]

    def create_database(self, name: str) -> None:
        self.query(f"CREATE DATABASE {_quote(name)}")

    def drop_database(self, name: str) -> None:
        self.query(f"DROP DATABASE IF EXISTS {_quote(name)} WITH (FORCE)")

    def _prepare(self) -> None:
        self.install = _installation(self.version)
        if self.user and not reachable(self.install):
            self.install = shutil.copytree(self.install, self.folder / "install", symlinks=True)
        # cp keeps owner and times, and is much faster than shutil.
        subprocess.run(["cp", "-a", self._template(), self.folder / "data"], check=True)

    def _command(self) -> list[str | Path]:
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        return [self.install / "bin/postgres", "-D", self.folder / "data", "-p", str(self.port),
                "-k", self.folder, *settings]

    def _template(self) -> Path:
        """A data folder as initdb leaves it, made once: a copy takes a tenth of the time."""
        binary = self.install / "bin/postgres"
        version = subprocess.check_output([binary, "--version"], text=True).split()[2]
        owner = self.folder.stat().st_uid
        template = CACHE / f"pgdata-{version}-{owner}"
        with cache_lock():
            if not template.exists():
                self._initdb(self.folder / "template")
                # By way of a name of its own: a template that is there must be whole.
                new = template.with_name(template.name + ".new")
                shutil.rmtree(new, ignore_errors=True)
                subprocess.run(["cp", "-a", self.folder / "template", new], check=True)
                new.rename(template)
        return template

    def _initdb(self, data: Path) -> None:
        initdb = subprocess.run(
            [self.install / "bin/initdb", "-D", data, "-U", "postgres", "--auth=trust",
             "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"],
            cwd=self.folder, capture_output=True, text=True, **self._account())
        if initdb.returncode != 0:
            raise ServerError(f"initdb: {initdb.stderr}")


def _installation(version: int) -> Path:
    debian = Path(f"/usr/lib/postgresql/{version}")
    install = debian if debian.exists() else CACHE / f"postgres{version}"
    if not install.exists():
        raise NotInstalled(f"PostgreSQL {version} is not installed: run tools/setup test")
    return install


def reachable(path: Path) -> bool:
    """May any account look inside? Not if the repository is, say, in root's home."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in [path, *path.parents])


@functools.cache
def _psql() -> str | Path:
    """The program itself: Debian's command is a Perl script that costs five times as much."""
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))), "psql")


def _environment_without_pg() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

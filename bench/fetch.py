"""Getting the other runners from their registries, once, into a folder of the cache.

    python3 -m bench.fetch FOLDER [NAME...]    these, or all; tell which are missing, and why
"""

from collections.abc import Collection
import contextlib
import fcntl
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys

from bench.peers import (ClickhouseMigrations, Dbmate, Flyway, Goose, Liquibase, Migrate, Sqitch,
                         SqlMigrate)
from bench.tools import Tool

NPM = {"dbmate": "2.36.0", "clickhouse-migrations": "1.4.0"}
GO = {
    "goose": ("github.com/pressly/goose/v3/cmd/goose", "v3.29.0", ""),
    "golang-migrate": ("github.com/golang-migrate/migrate/v4/cmd/migrate", "v4.20.0",
                       "clickhouse postgres"),
}
DEBIAN = {"sqitch": "sqitch", "sql-migrate": "sql-migrate"}
# The first is the runner itself; its command line wants some of the rest only at run time.
MAVEN = {
    "flyway": ["org.flywaydb:flyway-commandline:11.8.2",
               "org.flywaydb:flyway-database-postgresql:11.8.2",
               "com.fasterxml.jackson.dataformat:jackson-dataformat-toml:2.15.2",
               "com.fasterxml.jackson.dataformat:jackson-dataformat-xml:2.15.2",
               "com.google.code.gson:gson:2.10.1",
               "org.postgresql:postgresql:42.7.5"],
    "liquibase": ["org.liquibase:liquibase-core:4.31.1", "info.picocli:picocli:4.7.6",
                  "org.postgresql:postgresql:42.7.5"],
}


class Missing(Exception):
    pass


class MissingGo(Missing):
    """Debian 12 has none that is new enough: nobody can be asked to have it."""


def say(text: str) -> None:
    print(f"tools/setup: {text}", file=sys.stderr, flush=True)


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


def get_peers(cache: Path, names: Collection[str] = ()) -> tuple[list[Tool], dict[str, str]]:
    """Those peers, or all, and the reasons why some are missing."""
    peers: list[Tool] = []
    missing: dict[str, str] = {}
    for kind in PEERS:
        if names and kind.name not in names:
            continue
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


def _debian(cache: Path, name: str) -> tuple[Path, str]:
    binary = shutil.which(name)
    if not binary:
        raise Missing(f"Debian's package {DEBIAN[name]} is not installed")
    said = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", DEBIAN[name]], check=True,
                          capture_output=True, text=True)
    return Path(binary), said.stdout


def _maven(cache: Path, name: str) -> tuple[Path, str]:
    """The folder of its jars."""
    version = MAVEN[name][0].rpartition(":")[2]
    folder = cache / f"{name}-{version}"
    if not shutil.which("java"):
        raise Missing("Java is not installed")
    if not (folder / "done").exists():
        if not shutil.which("mvn"):
            raise Missing("Maven is not installed")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pom.xml").write_text(_pom(name, MAVEN[name]))
        subprocess.run(["mvn", "-q", "-B", "dependency:copy-dependencies",
                        f"-DoutputDirectory={folder / 'lib'}"], check=True, capture_output=True,
                       text=True, cwd=folder)
        (folder / "done").touch()
    return folder / "lib", version


def _pom(name: str, artifacts: list[str]) -> str:
    dependencies = ""
    for artifact in artifacts:
        group, identity, version = artifact.split(":")
        dependencies += (f"<dependency><groupId>{group}</groupId><artifactId>{identity}"
                         f"</artifactId><version>{version}</version></dependency>\n")
    return ('<project xmlns="http://maven.apache.org/POM/4.0.0">\n'
            "<modelVersion>4.0.0</modelVersion><groupId>bench</groupId>"
            f"<artifactId>{name}</artifactId><version>1</version><packaging>pom</packaging>\n"
            f"<dependencies>\n{dependencies}</dependencies>\n</project>\n")


PEERS = {Dbmate: _dbmate, Goose: _go, Migrate: _go, ClickhouseMigrations: _clickhouse_migrations,
         Sqitch: _debian, SqlMigrate: _debian, Flyway: _maven, Liquibase: _maven}


def main() -> None:
    folder, *names = sys.argv[1:]
    for name, reason in get_peers(Path(folder), names)[1].items():
        say(f"no {name}: {reason}")


if __name__ == "__main__":
    main()

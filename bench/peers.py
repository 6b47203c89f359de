"""The other runners: how to feed and call them, and (at the end) how to get them."""

import hashlib
import json
import shutil
from pathlib import Path

from bench.tools import TRIVIAL, Place, Tool


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
    is_executable = False
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


class SqlMigrate(Tool):
    """Its ClickHouse is not in Debian's build, and it has no other way to get a password."""

    name = "sql-migrate"
    engines = ("postgres",)
    ledger = "gorp_migrations"

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        name, text = super().file(number, statements)
        return name, "-- +migrate Up\n" + text

    def command(self, place: Place, folder: Path) -> list:
        settings = folder.with_name(f"{folder.name}-{place.port}-{place.database}.yml")
        settings.write_text(json.dumps({"bench": {
            "dialect": "postgres", "dir": str(folder), "datasource": place.postgres_url}}))
        return [self.binary, "up", f"-config={settings}", "-env=bench"]

    def start_up(self) -> list:
        return [self.binary, "--version"]

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        run(self.command(place, self.write(folder.with_name(folder.name + "-1"), [TRIVIAL])))
        place.server.query(
            "INSERT INTO gorp_migrations (id, applied_at) SELECT lpad(i::text, 5, '0') || "
            f"'_step.sql', now() FROM generate_series(2, {count}) AS s (i)", place.database)


class Sqitch(Tool):
    name = "sqitch"
    is_executable = False
    engines = ("postgres",)
    ledger = "sqitch.changes"

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        name, text = super().file(number, statements)
        # No two scripts of a project may be the same.
        return name, f"-- {number}\nBEGIN;\n{text}COMMIT;\n"

    def write(self, folder: Path, migrations: list[list[str]]) -> Path:
        super().write(folder / "deploy", migrations)
        changes = "".join(f"{name.stem} 2026-01-01T00:00:00Z bench <bench@localhost>\n"
                          for name in sorted((folder / "deploy").iterdir()))
        (folder / "sqitch.plan").write_text("%syntax-version=1.0.0\n%project=bench\n\n" + changes)
        return folder

    def command(self, place: Place, folder: Path) -> list:
        return [self.binary, "--chdir", folder, "deploy", "--quiet",
                f"db:{place.postgres_url.replace('postgres://', 'pg://', 1)}"]

    def start_up(self) -> list:
        return [self.binary, "--version"]

    def environment(self) -> dict[str, str]:
        return {"SQITCH_FULLNAME": "bench", "SQITCH_EMAIL": "bench@localhost"}

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        # Only it knows how its ledger's hashes come about; --log-only runs no script.
        run([*self.command(place, folder), "--log-only"], self.environment())


class Flyway(Tool):
    """On PostgreSQL: the plug-in for ClickHouse does not come with the command line."""

    name = "flyway"
    is_executable = False
    engines = ("postgres",)
    ledger = "flyway_schema_history"

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        return f"V{number:05}__step.sql", super().file(number, statements)[1]

    def _java(self) -> list:
        return [shutil.which("java"), "-cp", f"{self.binary}/*",
                "org.flywaydb.commandline.Main", "-q", "-skipCheckForUpdate"]

    def command(self, place: Place, folder: Path) -> list:
        return [*self._java(), "-user=postgres", f"-url={jdbc(place)}",
                f"-locations=filesystem:{folder}", "migrate"]

    def start_up(self) -> list:
        return [*self._java(), "-v"]

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        # All trivial files are the same, and so is their checksum.
        run(self.command(place, self.write(folder.with_name(folder.name + "-1"), [TRIVIAL])))
        place.server.query(
            "INSERT INTO flyway_schema_history (installed_rank, version, description, type, "
            "script, checksum, installed_by, execution_time, success) SELECT i, "
            "lpad(i::text, 5, '0'), description, type, 'V' || lpad(i::text, 5, '0') || "
            "'__step.sql', checksum, installed_by, execution_time, success "
            f"FROM flyway_schema_history, generate_series(2, {count}) AS s (i) "
            "WHERE version = '00001'", place.database)


class Liquibase(Tool):
    name = "liquibase"
    is_executable = False
    engines = ("postgres",)
    ledger = "databasechangelog"

    def file(self, number: int, statements: list[str]) -> tuple[str, str]:
        name, text = super().file(number, statements)
        return name, f"--liquibase formatted sql\n--changeset bench:{number}\n{text}"

    def write(self, folder: Path, migrations: list[list[str]]) -> Path:
        super().write(folder, migrations)
        files = [{"include": {"file": name.name}} for name in sorted(folder.iterdir())]
        (folder / "all.json").write_text(json.dumps({"databaseChangeLog": files}))
        return folder

    def _java(self) -> list:
        return [shutil.which("java"), "-cp", f"{self.binary}/*",
                "liquibase.integration.commandline.LiquibaseCommandLine"]

    def command(self, place: Place, folder: Path) -> list:
        return [*self._java(), "--log-level=off", "--search-path", folder, "update",
                "--changelog-file=all.json", "--username=postgres", f"--url={jdbc(place)}"]

    def start_up(self) -> list:
        return [*self._java(), "--version"]

    def environment(self) -> dict[str, str]:
        return {"LIQUIBASE_ANALYTICS_ENABLED": "false"}

    def seed(self, run, place: Place, folder: Path, count: int) -> None:
        # Only it knows how its checksums come about; this runs no changeset.
        command = self.command(place, folder)
        run([*command[:command.index("update")], "changelog-sync",
             *command[command.index("update") + 1:]], self.environment())


def jdbc(place: Place) -> str:
    return f"jdbc:postgresql://127.0.0.1:{place.port}/{place.database}?sslmode=disable"

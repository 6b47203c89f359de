"""What a case has at hand: a release, a database of each kind, and the record of what came of it."""

import dataclasses
import json
import os
from pathlib import Path
import re
import subprocess
import tempfile

from tests.kubernetes.cluster import BUILDS, Cluster, Databases, Helm, Images, Release

Files = dict[str, dict[str, str]]  # of each database: name → text


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the table in docs/kubernetes.md."""

    title: str
    helm: str
    job: str
    message: str
    state: str
    transcript: str


@dataclasses.dataclass(frozen=True)
class Lab:
    cluster: Cluster
    databases: Databases
    images: Images


class Case:
    def __init__(self, lab: Lab, name: str) -> None:
        self.lab = lab
        self.cluster = lab.cluster
        self.postgres = lab.databases.postgres
        self.clickhouse = lab.databases.clickhouse
        self.name = name.replace("_", "-")
        self.database = name
        self.release = Release(lab.cluster, self.name)
        self.rows: list[Row] = []
        self.postgres.create_database(name)
        self.clickhouse.create_database(name)

    # What it works with.

    def urls(self, **clickhouse_user: str) -> dict[str, str]:
        return {"postgres": self.lab.databases.url(self.postgres, self.database),
                "clickhouse": self.lab.databases.url(self.clickhouse, self.database,
                                                     **clickhouse_user)}

    def values(self, files: Files, **more) -> dict:
        """Of a release with these files; databases that have none are left out."""
        urls = self.urls()
        return {"image": {"repository": self.lab.images.pawl, "tag": self.lab.images.tag},
                "databases": {name: {"url": urls[name]} for name in files},
                "migrations": {"inline": {name: {f"{version}.sql": text
                                                 for version, text in texts.items()}
                                          for name, texts in files.items()}},
                **more}

    def query(self, server, sql: str) -> list[list[str | None]]:
        return server.query(sql, self.database)

    def numbers(self, table: str) -> list[int]:
        """The column i of a table in ClickHouse: what a statement that ran twice would double."""
        return [int(i) for [i] in self.query(self.clickhouse, f"SELECT i FROM {table} ORDER BY i")]

    def slow(self, seconds: int) -> Files:
        """An INSERT SELECT that takes so long, and a statement after it."""
        return {"clickhouse": {"0001_slow": (
            "SET max_block_size = 1;\n"
            "CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i;\n"
            "INSERT INTO a SELECT number + sleepEachRow(1) FROM\n"
            f"    (SELECT number FROM system.numbers LIMIT {seconds}) WHERE '{self.name}' != '';\n"
            "INSERT INTO a VALUES (1000);\n")}}

    def slow_runs(self) -> bool:
        return self.clickhouse.query(
            "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO a SELECT%"
            f"{self.name}%'")[0][0] == "1"

    def slow_came_once(self, seconds: int) -> None:
        assert self.numbers("a") == [*range(seconds), 1000], self.numbers("a")

    # What came of it.

    def status(self, files: Files) -> str:
        """Of both databases: how many migrations are in which state."""
        with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
            variables = {}
            for name, texts in files.items():
                (Path(folder) / name).mkdir()
                for version, text in texts.items():
                    (Path(folder) / name / f"{version}.sql").write_text(text)
                server = getattr(self, name)
                variables[f"PAWL_{name.upper()}_URL"] = server.url(self.database)
            run = subprocess.run([BUILDS / "build/pawl", "status", "--json", "--dir", folder],
                                 text=True, capture_output=True,
                                 env={"PATH": os.environ["PATH"], **variables})
        answer = json.loads(run.stdout)
        if answer["error"]:
            return f"status: {answer['error']['message']}"
        targets = answer["targets"]
        return "; ".join(f"{target['name']}: {_states(target['migrations'])}" for target in targets)

    def _first(self, message: str) -> str:
        """Its first line, which holds no port that is another one next time."""
        return re.sub(re.escape(self.cluster.host) + r":\d+", "HOST:PORT",
                      message.strip().splitlines()[0])

    def record(self, title: str, helm: Helm, files: Files) -> Row:
        """Before anything else may change what is there to be seen."""
        pods = self.release.pods()
        condition = self.release.condition()
        state = self.status(files)
        messages = [pod.message for pod in pods if pod.message]
        ends = ", ".join(f"{pod.phase}{'' if pod.exit is None else f' {pod.exit}'}"
                         for pod in pods) or "none"
        transcript = "\n".join([
            f"# {self.name}: {title}", "",
            f"helm: exit {helm.exit} after {helm.seconds:.0f} s", helm.output.rstrip(),
            f"Job: {condition}", f"pods: {ends}",
            *(f"termination message of {pod.name}:\n{pod.message.rstrip()}" for pod in pods),
            *(f"log of {pod.name}:\n{self.release.log(pod).rstrip()}" for pod in pods),
            f"databases: {state}", ""])
        row = Row(title, f"{_outcome(helm)}, {helm.seconds:.0f} s", f"{condition}; pods: {ends}",
                  self._first(messages[-1]) if messages else "", state, transcript)
        self.rows.append(row)
        return row


def _states(migrations: list[dict]) -> str:
    counts: dict[str, int] = {}
    for migration in migrations:
        text = migration["state"]
        if text == "partial":
            text += f" at {migration['statements_done']}"
        counts[text] = counts.get(text, 0) + 1
    return ", ".join(f"{count} {state}" for state, count in counts.items()) or "nothing"


def _outcome(helm: Helm) -> str:
    if helm.exit == 0:
        return "deployed" if "STATUS: deployed" in helm.output else "exit 0"
    last = helm.output.rpartition("Error: ")[2].strip() if "Error: " in helm.output else ""
    last = re.sub(r"1 error occurred:\s+\* ", "", last)
    return f"exit {helm.exit}, `{last}`" if last else f"exit {helm.exit}"

"""Suite "cli": golden tests, tests/cli/*.t, one readable file each.

    # What it is about.
    --- file migrations/0001_init.sql
    create table a (i int);
    --- run pawl up --url {postgres} --dir migrations
    --- stdout
    ==> postgres: {place} (PostgreSQL {version})
    --- stderr
    --- exit 0

A file may run several commands, and change files in between; `--- shell COMMAND` is for files that
cannot be written down, such as links and bytes, and for what somebody else did to a database; `--- show FILE` is one that a run wrote. After each run come its stdout, stderr and exit
code, even if there is nothing to say. {postgres}, {clickhouse} and
{embedded} are URLs of fresh databases. What varies from run to run is replaced before it is
compared: durations by {ms}, server versions by {version}, host, port and database by {place},
times by {time}, the test's folder by {folder}. `tests/run.py cli --update` writes down what
came out.
"""

import contextlib
import os
from pathlib import Path
import re
import shlex
import shutil
import subprocess
import tempfile

from tests.integration.databases import Database, environment
from tests.servers.embedded import Embedded

from .builds import PLAIN, SANITIZED, SANITIZER_ENVIRONMENT, SANITIZER_EXIT, TESTS
from .integration import SERVERS
from .job import Failure, Job, single

SUITE = "cli"
UPDATE = False
TIMEOUT = 120

VARYING = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "{time}"),
    (re.compile(r" *(\d+ min )?\d+(\.\d)? m?s(?=$|  |\))", re.MULTILINE), " {ms}"),
    (re.compile(r'("(?:duration|waited)_ms": ?)\d+'), r"\1{ms}"),
    (re.compile(r"^(pawl_(?:run_duration|last_success)\S* )[\d.]+", re.MULTILINE), r"\1{number}"),
    (re.compile(r"\((PostgreSQL|ClickHouse) [\d.]+\)"), r"(\1 {version})"),
    (re.compile(r'("title": ?"(?:PostgreSQL|ClickHouse)",\s*"version": ?)"[\d.]+"'),
     r'\1"{version}"'),
    (re.compile(r"127\.0\.0\.1:\d{2,}(/db\d+_\d+)?"), "{place}"),  # port 1: nobody's, as written
    (re.compile(r"db\d+_\d+"), "{database}"),
]


def collect() -> list[Job]:
    return [single(SUITE, path.stem, lambda path=path: _test(path))
            for path in sorted((TESTS / "cli").glob("*.t"))]


class Sections:
    """A golden file as a list of [head, body]; the text before the first "---" has no head."""

    def __init__(self, text: str) -> None:
        self.list = [["", ""]]
        for line in text.splitlines(keepends=True):
            if line.startswith("--- "):
                self.list.append([line[4:].rstrip("\n"), ""])
            else:
                self.list[-1][1] += line
        self._complete()

    def _complete(self) -> None:
        """What a run leaves unsaid is nothing, not anything: --update then writes it down."""
        for index in reversed(range(len(self.list))):
            if self.list[index][0].startswith("run "):
                for offset, word in enumerate(["stdout", "stderr", "exit"], index + 1):
                    if [head.split()[0] for head, _ in self.list[offset:offset + 1]] != [word]:
                        self.list.insert(offset, [word, ""])

    def text(self) -> str:
        return "".join((f"--- {head}\n" if head else "") + body for head, body in self.list)


def _test(path: Path) -> None:
    golden = path.read_text()
    sections = Sections(golden)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pawl-test-")))
        urls = Urls(stack, folder)
        result = None
        for section in sections.list:
            word, _, rest = section[0].partition(" ")
            if word == "run":
                result = _run(rest, folder, urls)
            elif word == "shell":
                subprocess.run(_with_urls(rest, urls), shell=True, cwd=folder, check=True, timeout=TIMEOUT)
            elif word == "file":
                target = folder / rest
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(section[1])
            elif word == "show":
                section[1] = _steady((folder / rest).read_text(), folder)
            elif word in ("stdout", "stderr"):
                section[1] = result[word]
            elif word == "exit":
                section[0] = f"exit {result['exit']}"
            elif word:
                raise Failure(f"{path.name}: unknown section {section[0]!r}")
    actual = sections.text()
    if actual == golden:
        return
    if UPDATE:
        path.write_text(actual)
        return
    raise Failure(_difference(golden, actual))


def _difference(golden: str, actual: str) -> str:
    import difflib
    return "".join(difflib.unified_diff(golden.splitlines(True), actual.splitlines(True),
                                        "expected", "actual"))


class Urls:
    """The URL of a fresh database for each of the names, made when first asked for."""

    SERVERS = {"postgres": "postgres15", "clickhouse": "clickhouse26"}

    def __init__(self, stack: contextlib.ExitStack, folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        self.known = {}

    def __getitem__(self, name: str) -> str:
        if name not in self.known:
            if name == "embedded":
                shutil.rmtree(self.folder / "db", ignore_errors=True)
                self.known[name] = Embedded(self.folder / "db").url("app")
            else:
                server = getattr(SERVERS, self.SERVERS[name])
                self.known[name] = self.stack.enter_context(Database(server)).url
        return self.known[name]


def _with_urls(command: str, urls: Urls) -> str:
    return re.sub(r"\{(postgres|clickhouse|embedded)\}", lambda match: urls[match[1]], command)


def _run(command: str, folder: Path, urls: Urls) -> dict[str, str]:
    command = _with_urls(command, urls)
    words = shlex.split(command)
    variables = {}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    assert words[0] == "pawl", command
    build = PLAIN if "chdb:" in command else SANITIZED
    process = subprocess.run([build / "pawl", *words[1:]], cwd=folder, text=True,
                             errors="backslashreplace", stdin=subprocess.DEVNULL,
                             capture_output=True, timeout=TIMEOUT,
                             env=environment(**variables) | SANITIZER_ENVIRONMENT)
    # Not even --update may take this for what is expected.
    if process.returncode == SANITIZER_EXIT:
        raise Failure(f"{command}\n{process.stderr}")
    return {"stdout": _steady(process.stdout, folder), "stderr": _steady(process.stderr, folder),
            "exit": str(process.returncode)}


def _steady(text: str, folder: Path) -> str:
    text = text.replace(str(folder), "{folder}")
    for pattern, replacement in VARYING:
        text = pattern.sub(replacement, text)
    return text

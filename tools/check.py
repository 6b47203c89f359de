#!/usr/bin/env python3
"""The static gates: which file may include which, what the core may name, sizes, layout.

    tools/check.py           all gates, a few seconds
    tools/check.py --tidy    clang-tidy over src/ (a minute or more), with .clang-tidy

Prints one line per finding, `file:line: what`, and ends with 1 if there is one. Lines that start
with `note:` fail nothing; a gate whose tool or build is missing says so. Wants `tools/build check`
to have run for the gates that look at object files and for clang-tidy; $PAWL_BUILDS is honoured.
"""

import argparse
from concurrent.futures import ThreadPoolExecutor
import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
from typing import Callable, NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("PAWL_BUILDS", ROOT)) / "build-check"

# The layers of src/, and what each may include besides itself: layers, or single files of them.
LAYERS = {
    "base": "",
    "source": "base",
    "ledger": "base",
    "engine": "base source ledger",
    "plan": "base source ledger",
    "report": "base",
    "exec": "base source ledger plan engine report",
    "config": "base source/place.h source/format.h source/tree.h engine",
    "cli": "base source ledger plan engine report exec config",
    "main.c": "base cli",
    "engines.c": "engine engines.def",
    "engines.def": "",
}
AN_ENGINE = "base source ledger engine"  # src/engines/<x>/, which sees no other engine

# What the folders of an engine that hold no connection may include of it, besides themselves.
ENGINE_FOLDERS = {
    "parse": "",
    "wire": "sql.h",
    "probe": "parse sql.h wire/tsv.h",
}

# Each library has one file that knows it.
FOREIGN_HEADERS = ["libpq-fe.h", "curl/", "openssl/", "yaml.h", "expat.h", "jansson.h"]
CHDB_OWNER = "src/engines/clickhouse/wire/embedded.c"

# The core works for any database, so it names none. Entries: (file, text of the line): reason.
# clickhouse-migrations is a tool whose files and table are read.
DATABASE_NAMES = re.compile(r"postgresql|postgres|clickhouse(?![-_]migrations)|chdb|libpq|(?<![a-z])pg_", re.IGNORECASE)
MAY_NAME_A_DATABASE: dict[tuple[str, str], str] = {}

# How a document names a file of the repository, and a test in it.
NAMED = re.compile(r"`((?:src|tests|tools|docs|examples|bench)/[\w./-]+)?(?:::([\w -]+))?`")

# Who may write to a stream.
STREAM_LAYERS = {"cli", "report", "main.c"}
STREAM_FILES = {
    "src/base/arena.c": "out of memory: there is no error to return",
    "src/base/buf.c": "out of memory: there is no error to return",
}
STREAMS = re.compile(r"\b(v?f?printf|v?dprintf|f?puts|f?putc|putchar|fwrite|perror|psignal|"
                     r"(?:fputs|putc|fputc|putchar|fwrite)_unlocked)\s*\(|"
                     r"\b(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)\b")

FUNCTION_LINES = 60
FILE_LINES_NOTE = 400
FILE_LINES = 600
COLUMNS = 100

# Global though only their own file uses them. Entries: symbol: reason.
MAY_BE_GLOBAL: dict[str, str] = {}


class Finding(NamedTuple):
    file: str
    line: int
    what: str


class Source:
    """A C file: its text, and the same without comments, and without strings besides."""

    def __init__(self, path: Path):
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.bytes = path.read_bytes()
        self.lines = self.bytes.decode("utf-8", "replace").split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.line_comments: list[int] = []
        text = "\n".join(self.lines)
        self.code = _LEXEME.sub(self._blank, text).split("\n")
        self.includes = [(number, match[1], match[2])
                         for number, line in enumerate(self.lines, 1)
                         if (match := re.match(r'\s*#\s*include\s*([<"])([^">]+)[">]', line))
                         and self.code[number - 1].strip()]

    def _blank(self, match: re.Match) -> str:
        text = match[0]
        if text.startswith("//"):
            self.line_comments.append(match.string.count("\n", 0, match.start()) + 1)
        if text.startswith("/"):
            return re.sub(r"[^\n]", " ", text)
        return text[0] + re.sub(r"[^\n]", " ", text[1:-1]) + text[-1]

    @property
    def in_src(self) -> bool:
        return self.name.startswith("src/")

    @property
    def layer(self) -> str:
        """base, cli, ..., main.c, engines.c, engines.def, or engines/<x>."""
        return layer_of(self.name.removeprefix("src/"))


_LEXEME = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def layer_of(path: str) -> str:
    parts = path.split("/")
    if parts[0] == "engines":
        return "/".join(parts[:2]) if len(parts) > 2 else parts[-1]
    return parts[0]


Gate = Callable[[list[Source]], list[Finding]]
notes: list[str] = []


def note(text: str) -> None:
    notes.append(f"note: {text}")


def find_each(source: Source, pattern: re.Pattern, lines: list[str], what: str) -> list[Finding]:
    return [Finding(source.name, number, what.format(match[0].rstrip("( ")))
            for number, line in enumerate(lines, 1)
            for match in pattern.finditer(line)]


# Includes ---------------------------------------------------------------------------------------

def layers(sources: list[Source]) -> list[Finding]:
    found = []
    for source in sources:
        if not source.in_src:
            continue
        layer = source.layer
        allowed = AN_ENGINE if layer.startswith("engines/") else LAYERS.get(layer)
        if allowed is None:
            found.append(Finding(source.name, 1, f"tools/check.py knows no layer {layer}"))
            continue
        for number, quote, target in source.includes:
            if quote == "<":
                continue
            if not (ROOT / "src" / target).is_file():
                found.append(Finding(source.name, number, f"there is no src/{target}"))
            elif not {layer_of(target), target} & {layer, *allowed.split()}:
                found.append(Finding(source.name, number,
                                     f"{layer} must not include {layer_of(target)} ({target})"))
    return found


def engine_folders(sources: list[Source]) -> list[Finding]:
    """Reading SQL, talking to a server and judging are apart: only what is beside them joins them."""
    found = []
    for source in sources:
        if not source.name.startswith("src/engines/"):
            continue
        _, _, engine, *inside = source.name.split("/")
        if len(inside) < 2 or inside[0] not in ENGINE_FOLDERS:
            continue
        allowed = {inside[0], *ENGINE_FOLDERS[inside[0]].split()}
        for number, _, target in source.includes:
            part = target.removeprefix(f"engines/{engine}/")
            if part != target and not {part, part.split("/")[0]} & allowed:
                found.append(Finding(source.name, number, f"{inside[0]}/ must not include {part}"))
    return found


def cycles(sources: list[Source]) -> list[Finding]:
    includes = {source.name: [(number, f"src/{target}") for number, quote, target in source.includes
                              if quote == '"']
                for source in sources if source.in_src}
    found = []
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        path = [*path, name]
        for number, target in includes.get(name, []):
            if target in path:
                circle = [*path[path.index(target):], target]
                found.append(Finding(name, number, "includes go in a circle: " + " > ".join(circle)))
            elif target not in done:
                visit(target, path)
        done.add(name)

    for name in includes:
        if name not in done:
            visit(name, [])
    return found


def foreign_headers(sources: list[Source]) -> list[Finding]:
    found = []
    for prefix in FOREIGN_HEADERS:
        users = [(source, number) for source in sources if source.in_src
                 for number, _, target in source.includes if target.startswith(prefix)]
        owners = sorted({source.name for source, _ in users})
        for source, number in users:
            if not source.name.endswith(".c"):
                found.append(Finding(source.name, number, f"<{prefix}> belongs into one .c file"))
            elif len(owners) > 1:
                found.append(Finding(source.name, number,
                                     f"<{prefix}> is for one file, not " + ", ".join(owners)))
    for source in sources:
        if source.in_src and source.name != CHDB_OWNER:
            found += find_each(source, re.compile(r"\bchdb_\w+"), source.code,
                               "{} is for " + CHDB_OWNER)
    return found


# Names and streams ------------------------------------------------------------------------------

def database_names(sources: list[Source]) -> list[Finding]:
    found = []
    unused = set(MAY_NAME_A_DATABASE)
    for source in sources:
        if not source.in_src or source.name.startswith("src/engines/"):
            continue
        for number, line in enumerate(source.lines, 1):
            match = DATABASE_NAMES.search(line)
            if match and (source.name, line.strip()) in MAY_NAME_A_DATABASE:
                unused.discard((source.name, line.strip()))
            elif match:
                found.append(Finding(source.name, number, f"the core must not name {match[0]}"))
    return found + [Finding(name, 1, f"tools/check.py allows a line that is gone: {line}")
                    for name, line in sorted(unused)]


def streams(sources: list[Source]) -> list[Finding]:
    return [finding for source in sources
            if source.in_src and source.layer not in STREAM_LAYERS
            and source.name not in STREAM_FILES
            for finding in find_each(source, STREAMS, source.code,
                                     "{}: only cli/ and report/ write to a stream")]


# Sizes and layout -------------------------------------------------------------------------------

def sizes(sources: list[Source]) -> list[Finding]:
    found = []
    for source in sources:
        if not source.in_src:
            continue
        if len(source.lines) > FILE_LINES:
            found.append(Finding(source.name, len(source.lines),
                                 f"{len(source.lines)} lines, more than {FILE_LINES}"))
        elif len(source.lines) > FILE_LINES_NOTE:
            note(f"{source.name}: {len(source.lines)} lines, more than {FILE_LINES_NOTE}")
        found += [Finding(source.name, number, f"{name}() has {length} lines, "
                          f"more than {FUNCTION_LINES}")
                  for number, name, length in functions(source) if length > FUNCTION_LINES]
    return found


def functions(source: Source) -> list[tuple[int, str, int]]:
    """(line, name, lines between the braces); a body's braces are in the first column."""
    found = []
    head = ""
    opened = 0
    for number, line in enumerate(source.code, 1):
        if opened:
            if line.startswith("}"):
                found.append((opened, name[1], number - opened - 1))
                opened = 0
                head = ""
        elif line.rstrip() == "{" and (name := re.search(r"(\w+)\s*\(", head)) and "=" not in head:
            opened = number
        elif not line.strip() or line.startswith(("#", "}")) or line.rstrip().endswith(";"):
            head = ""
        else:
            head += line + " "
    return found


def layout(sources: list[Source]) -> list[Finding]:
    found = []
    for source in sources:
        found += [Finding(source.name, number, "a // comment") for number in source.line_comments]
        if not source.bytes.endswith(b"\n"):
            found.append(Finding(source.name, len(source.lines), "the last line has no end"))
        for number, line in enumerate(source.lines, 1):
            if "\t" in line:
                found.append(Finding(source.name, number, "a tab"))
            if line != line.rstrip():
                found.append(Finding(source.name, number, "space at the end of the line"))
            if len(line) > COLUMNS:
                found.append(Finding(source.name, number, f"{len(line)} columns"))
            if source.in_src and not line.isascii():
                found.append(Finding(source.name, number, "not ASCII; write it as an escape"))
    return found


def clang_format(_: list[Source]) -> list[Finding]:
    program = tool("clang-format")
    git = tool("git")
    if program is None or git is None:
        return []
    listed = subprocess.run([git, "ls-files", "*.c", "*.h"], cwd=ROOT, capture_output=True,
                            text=True)
    if listed.returncode != 0:
        note("clang-format's gate was left out: this is no git repository")
        return []
    files = [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]

    def run(some: list[str]) -> str:
        return subprocess.run([program, "--dry-run", "-Werror", *some], cwd=ROOT,
                              capture_output=True, text=True).stderr

    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        output = "".join(pool.map(run, [files[first::workers] for first in range(workers)
                                        if files[first::workers]]))
    lines: dict[str, set[int]] = {}
    for name, number in re.findall(r"^(.+?):(\d+):\d+: error: ", output, re.MULTILINE):
        lines.setdefault(name, set()).add(int(number))
    if output and not lines:
        fail(f"clang-format: {output}")
    return [Finding(name, min(numbers), f"from here on, {len(numbers)} lines are not as "
                                        "clang-format has them: `make format`")
            for name, numbers in sorted(lines.items())]


def shell(_: list[Source]) -> list[Finding]:
    program = shutil.which("shellcheck")
    if program is None:  # a good thing to have, not one to install everywhere
        return []
    scripts = [path for folder in ("tools", ".ci", "examples", "bench", "tests")
               for path in sorted((ROOT / folder).rglob("*"))
               if path.is_file() and path.read_bytes()[:40].startswith((b"#!/bin/bash", b"#!/bin/sh"))]
    output = subprocess.run([program, "--format=gcc", "--source-path=SCRIPTDIR", *scripts], cwd=ROOT,
                            capture_output=True, text=True).stdout
    return [Finding(os.path.relpath(file, ROOT), int(number), what) for file, number, what in
            re.findall(r"^(.+?):(\d+):\d+: \w+: (.*)$", output, re.MULTILINE)]


def documents(_: list[Source]) -> list[Finding]:
    """Documents name files, and tests in them (`file::name`; `::name` is of the file before)."""
    found = []
    for document in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]):
        file = ""
        for number, line in enumerate(document.read_text().splitlines(), 1):
            for path, name in NAMED.findall(line):
                file = path or file
                if not (ROOT / file).exists():
                    found.append(Finding(document.relative_to(ROOT), number, f"there is no {file}"))
                elif name and name not in (ROOT / file).read_text():
                    found.append(Finding(document.relative_to(ROOT), number, f"{file} has no {name}"))
    return found


# What is compiled -------------------------------------------------------------------------------

def meson_lists(sources: list[Source]) -> list[Finding]:
    """Each .c file is named in the meson.build that is in charge of it, and the other way round."""
    found = []
    engines = re.findall(r"^ENGINE\((\w+)\)", (ROOT / "src/engines/engines.def").read_text(),
                         re.MULTILINE)
    folders = sorted(path.name for path in (ROOT / "src/engines").iterdir() if path.is_dir())
    found += [Finding(f"src/engines/{name}", 1, "the folder is not in src/engines/engines.def")
              for name in folders if name not in engines]

    lists = {"meson.build": "", "src/meson.build": "src/"}
    lists |= {f"src/engines/{name}/meson.build": f"src/engines/{name}/" for name in engines}
    named: set[str] = set()
    for file, prefix in lists.items():
        if not (ROOT / file).is_file():
            found.append(Finding(file, 1, "there is no such file"))
            continue
        for number, line in enumerate((ROOT / file).read_text().splitlines(), 1):
            for name in re.findall(r"'([\w./-]+\.c)'", line.split("#")[0]):
                if not (ROOT / prefix / name).is_file():
                    found.append(Finding(file, number, f"there is no {prefix}{name}"))
                if prefix + name in named:
                    found.append(Finding(file, number, f"{prefix}{name} is named twice"))
                named.add(prefix + name)
    return found + [Finding(source.name, 1, "no meson.build names this file")
                    for source in sources
                    if source.in_src and source.name.endswith(".c") and source.name not in named]


def symbols(_: list[Source]) -> list[Finding]:
    """The program exports nothing, and what one file alone uses is static."""
    program = tool("nm")
    library = BUILD / "src/libpawl.a"
    missing = missing_builds()
    if missing:
        note(f"the symbols were not checked: there is no {missing[0]}; `tools/build check`")
    if program is None or missing:
        return []

    def nm(*arguments: str | Path) -> list[list[str]]:
        run = subprocess.run([program, "-P", "-A", *arguments], capture_output=True, text=True)
        # "file[member]: symbol type value size", where the value may be missing
        return [line.rpartition(": ")[::2] for line in run.stdout.splitlines()]

    exported = [rest.split()[0] for _, rest in nm("-D", "--defined-only", BUILD / "pawl")]
    found = [Finding("src/main.c", 1, f"the program exports {name}")
             for name in exported if "@" not in name]

    users: dict[str, set[str]] = {}
    owners: dict[str, str] = {}
    others = [*BUILD.glob("pawl.p/*.o"), *BUILD.glob("tests/*.p/*.o")]
    for file, rest in [*nm("-g", library), *nm("-g", *others)]:
        name, kind = rest.split()[:2]
        if kind in "Uvw":
            users.setdefault(name, set()).add(file)
        elif "libpawl.a" in file:
            owners[name] = file
    for name, file in sorted(owners.items()):
        if name not in users and name not in MAY_BE_GLOBAL:
            member = re.search(r"\[(?:.*/)?(.+?)\.o\]$", file) or re.search(r"([^/]+)\.o$", file)
            where = member[1].removeprefix("meson-generated_") if member else file
            found.append(Finding(object_source(where), 1, f"{name} is global, and no other "
                                                          "file uses it"))
    return found


def missing_builds() -> list[Path]:
    targets = BUILD / "meson-info/intro-targets.json"
    if not targets.is_file():
        return [targets]
    return [path for target in json.loads(targets.read_text())
            for path in map(Path, target["filename"]) if not path.is_file()]


def object_source(name: str) -> str:
    """src/base/str.c of meson's base_str.c."""
    for path in (ROOT / "src").rglob("*.c"):
        relative = path.relative_to(ROOT / "src").as_posix()
        if relative.replace("/", "_") == name:
            return "src/" + relative
    return name


# clang-tidy -------------------------------------------------------------------------------------

def clang_tidy(sources: list[Source]) -> list[Finding]:
    program = tool("clang-tidy") or fail("clang-tidy is missing: `tools/setup test`")
    if not (BUILD / "compile_commands.json").is_file():
        fail(f"there is no {BUILD}/compile_commands.json: `tools/build check`")

    # gcc's own options are in compile_commands.json, too.
    options = ["--quiet", "-p", str(BUILD), "--extra-arg=-Wno-unknown-warning-option"]

    def run(source: Source) -> list[Finding]:
        if sys.stderr.isatty():
            print(f"\r\033[K{source.name}", end="\r", file=sys.stderr)
        output = subprocess.run([program, *options, source.name], cwd=ROOT, capture_output=True,
                                text=True).stdout
        return [Finding(os.path.relpath((BUILD / file).resolve(), ROOT), int(number), what)
                for file, number, what in
                re.findall(r"^(/.+?|.+?):(\d+):\d+: (?:error|warning): (.*)$", output, re.MULTILINE)]

    files = [source for source in sources if source.in_src and source.name.endswith(".c")]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return sorted({finding for some in pool.map(run, files) for finding in some})


# ------------------------------------------------------------------------------------------------

def tool(name: str) -> str | None:
    path = shutil.which(name)
    if path is None:
        note(f"{name} is missing, so its gate was left out: `tools/setup test`")
    return path


def fail(text: str) -> NoReturn:
    sys.exit(f"tools/check.py: {text}")


GATES: list[Gate] = [layers, engine_folders, cycles, foreign_headers, database_names, streams, sizes, layout,
                     clang_format, shell, documents, meson_lists, symbols]


def main() -> int:
    parser = argparse.ArgumentParser(description="The static gates.")
    parser.add_argument("--tidy", action="store_true", help="clang-tidy instead, which is slow")
    arguments = parser.parse_args()

    sources = [Source(path) for folder in ("src", "tests")
               for path in sorted((ROOT / folder).rglob("*"))
               if path.suffix in (".c", ".h", ".def") and path.is_file()]
    gates = [clang_tidy] if arguments.tidy else GATES
    findings = [(gate.__name__, finding) for gate in gates for finding in gate(sources)]

    for gate, finding in findings:
        print(f"{finding.file}:{finding.line}: {finding.what} [{gate}]")
    for text in notes:
        print(text)
    print(f"{len(sources)} files, {len(gates)} gate{'s' * (len(gates) != 1)}: "
          f"{len(findings) or 'no'} finding{'s' * (len(findings) != 1)}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

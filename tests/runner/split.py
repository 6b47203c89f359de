"""Suite "split": tests/split/ENGINE/*.sql, migrations as people write them, and where pawl cuts them.

NAME.split, next to NAME.sql, has a line for each statement: from where to where it goes (line and
column, both counted from 1 in bytes), what it is, and how it begins and ends. --update rewrites it.
"""

from pathlib import Path
import json
import subprocess

from . import cli
from .builds import SANITIZED, SANITIZER_ENVIRONMENT, TESTS
from .job import Failure, Job, single

SUITE = "split"
SHOWN = 24
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def collect() -> list[Job]:
    return [single(SUITE, f"{path.parent.name}: {path.stem}", lambda path=path: _check(path))
            for path in sorted((TESTS / "split").glob("*/*.sql"))]


def _check(path: Path) -> None:
    golden = path.with_suffix(".split")
    found = _describe(path)
    if cli.UPDATE:
        golden.write_text(found)
    expected = golden.read_text() if golden.exists() else ""
    if found != expected:
        raise Failure(f"{path.name} is split so:\n{found}and, says {golden.name}, should be so:\n"
                      f"{expected}")


def _describe(path: Path) -> str:
    dump = subprocess.run([SANITIZED / "tests/split_dump", path.parent.name, path], check=True,
                          stdout=subprocess.PIPE, text=True, env=SANITIZER_ENVIRONMENT).stdout
    script = json.loads(dump)
    if "error" in script:
        return f"line {script['line']}: {script['error']}\n"
    text = path.read_bytes().removeprefix(BYTE_ORDER_MARK)
    own = ", its own" if script["own"] else ""
    return f"{script['mode']}{own}\n" + "".join(_line(text, statement)
                                              for statement in script["statements"])


def _line(text: bytes, statement: dict) -> str:
    start, size = statement["at"], len(statement["text"])
    piece = text[start:start + size]
    assert piece == statement["text"].encode("latin-1"), statement
    when = f", done when {statement['done_when']}" if statement["done_when"] else ""
    flags = f" [{statement['flags']}]" if statement["flags"] else ""
    return (f"{_place(text, start)}-{_place(text, start + size - 1)}  "
            f"{statement['kind']}{flags}{when}: {_shown(piece[:SHOWN])} ... "
            f"{_shown(piece[-SHOWN:])}\n")


def _place(text: bytes, offset: int) -> str:
    return f"{text.count(10, 0, offset) + 1}:{offset - text.rfind(10, 0, offset)}"


def _shown(piece: bytes) -> str:
    return ascii(piece.decode("utf-8", "replace"))[1:-1]

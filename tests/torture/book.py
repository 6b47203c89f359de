"""What became of each case, a line of JSON each: all of them take hours, and hours are interrupted.

A case that came out well is not run again as long as the file, or seen.txt, tells of it, one that
did not is. The line says which commit was looked at.
"""

from dataclasses import asdict, dataclass
import json
from pathlib import Path
import subprocess
import threading
import time

from . import seen
from .cases import Case
from .faults import Fault
from .verdict import GOOD, Verdict

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, order=True)
class Block:
    """The cases of one way to break the runs of a set on a server."""

    way: str
    name: str
    server: str

    def __str__(self) -> str:
        return f"{self.way}, {self.name}, {self.server}"


class Book:
    """Without a path, it forgets; what was seen before (seen.txt) it knows if it is told."""

    def __init__(self, path: Path | None = None, before: str = "") -> None:
        self._path = path
        self._lock = threading.Lock()
        self._cases: dict[tuple[Block, Fault], Case] = {
            (Block(*one.block), one.fault): Case(one.fault, "", Verdict(one.word))
            for one in seen.load(before)}
        if path is None:
            return
        self._commit = commit()
        for line in path.read_text().splitlines() if path.exists() else []:
            self._read(json.loads(line))

    def _read(self, entry: dict) -> None:
        fault = Fault(entry["kind"], entry["step"], entry["at"], entry["size"])
        block = Block(entry["way"], entry["name"], entry["server"])
        self._cases[block, fault] = Case(fault, entry["label"],
                                         Verdict(entry["word"], entry["text"]))

    def good(self, block: Block) -> dict[Fault, Case]:
        """Those that need not be run again."""
        return {fault: case for (other, fault), case in self._cases.items()
                if other == block and case.verdict.word in (*GOOD, "unreached")}

    def write(self, block: Block, case: Case) -> None:
        if self._path is None:
            return
        entry = asdict(block) | asdict(case.fault) | {"label": case.label} | asdict(case.verdict)
        entry |= {"commit": self._commit, "time": time.strftime("%FT%TZ", time.gmtime())}
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps(entry) + "\n")


def commit() -> str:
    return subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], text=True,
                          check=False, capture_output=True).stdout.strip()

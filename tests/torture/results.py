"""The table of what was broken and what became of it."""

from collections import Counter
import json
from pathlib import Path

from .book import Block
from .cases import Case
from .verdict import GOOD

# What the table shows, and the verdicts that make up each column. No column may hide a case.
COLUMNS = {
    "healed": ("healed",),
    "stopped (cannot tell)": ("declared", "stopped"),
    "wrong": ("wrong",),
    "stuck": ("stuck",),
}


class Results:
    def __init__(self) -> None:
        self._rows: dict[Block, tuple[int, Counter[str]]] = {}

    def add(self, block: Block, cases: list[Case], all_there_are: int) -> None:
        """What came of some of a block's cases, of which there are so many."""
        _, words = self._rows.get(block, (0, Counter()))
        self._rows[block] = all_there_are, words + Counter(case.verdict.word for case in cases)

    def rows(self) -> list[dict[str, str | int]]:
        return [_row(block, all_there_are, words)
                for block, (all_there_are, words) in sorted(self._rows.items())]

    def markdown(self) -> str:
        heads = ["broken", "set", "server", "cases", "of", *COLUMNS]
        lines = [heads, ["---"] * 3 + ["---:"] * (len(heads) - 3)]
        lines += [[str(row[head]) for head in heads] for row in self.rows()]
        widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
        return "".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths))
                       + " |\n" for line in lines)

    def write(self, path: Path) -> None:
        text = json.dumps(self.rows(), indent=2) + "\n" if path.suffix == ".json" \
            else self.markdown()
        path.write_text(text)


def _row(block: Block, all_there_are: int, words: Counter[str]) -> dict[str, str | int]:
    """`of` is how many cases there are; those that a run ended too early for are no cases."""
    unreached = words["unreached"]
    row = {"broken": block.way, "set": block.name, "server": block.server,
           "cases": words.total() - unreached, "of": all_there_are - unreached}
    return row | {column: sum(words[word] for word in some) for column, some in COLUMNS.items()}


def bad(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.verdict.word not in (*GOOD, "unreached")]

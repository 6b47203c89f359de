"""The table of what was broken and what became of it."""

from collections import Counter
import json
from pathlib import Path

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
        self._rows: dict[tuple[str, str, str], Counter[str]] = {}

    def add(self, broken: str, name: str, server: str, cases: list[Case]) -> None:
        row = self._rows.setdefault((broken, name, server), Counter())
        row.update(case.verdict.word for case in cases if case.verdict.word != "unreached")

    def rows(self) -> list[dict[str, str | int]]:
        return [{"broken": broken, "set": name, "server": server, "cases": words.total()}
                | {column: sum(words[word] for word in some) for column, some in COLUMNS.items()}
                for (broken, name, server), words in sorted(self._rows.items())]

    def markdown(self) -> str:
        heads = ["broken", "set", "server", "cases", *COLUMNS]
        lines = [heads, ["---"] * 3 + ["---:"] * (len(heads) - 3)]
        lines += [[str(row[head]) for head in heads] for row in self.rows()]
        widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
        return "".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths))
                       + " |\n" for line in lines)

    def write(self, path: Path) -> None:
        text = json.dumps(self.rows(), indent=2) + "\n" if path.suffix == ".json" \
            else self.markdown()
        path.write_text(text)


def bad(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.verdict.word not in (*GOOD, "unreached")]

"""What came out well, short enough to be kept with the sources: seen.txt.

    WAY | SET | SERVER | KIND | VERDICT | COMMIT | 1:3-9,12 2.5:1-40

The commit is the one that was looked at; then come the messages (or calls) by step, or, where a
case has a size, the sizes by step and message. `make torture` does not run these again: whoever
wants that deletes lines, or the file. The texts are in the record that they are taken from:

    python3 -m tests.torture.seen RECORD...
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
import json
from pathlib import Path
import sys

from .faults import Fault

FILE = Path(__file__).with_name("seen.txt")
GAP = " | "
WELL = ("healed", "declared", "unreached")


@dataclass(frozen=True)
class Seen:
    block: tuple[str, str, str]  # way, set, server
    fault: Fault
    word: str
    commit: str


def of_record(lines: Iterable[str]) -> Iterator[Seen]:
    """Of a record (book.py) those that came out well, if no later line says otherwise."""
    last: dict[tuple, Seen] = {}
    for entry in map(json.loads, lines):
        block = entry["way"], entry["name"], entry["server"]
        fault = Fault(entry["kind"], entry["step"], entry["at"], entry["size"])
        last[block, fault] = Seen(block, fault, entry["word"], entry["commit"])
    return (seen for seen in last.values() if seen.word in WELL)


def dump(all_seen: Iterable[Seen]) -> str:
    lines: dict[str, list[Fault]] = defaultdict(list)
    for seen in all_seen:
        lines[GAP.join([*seen.block, seen.fault.kind, seen.word, seen.commit])].append(seen.fault)
    return "".join(f"{head}{GAP}{_dump_faults(faults)}\n" for head, faults in sorted(lines.items()))


def load(text: str) -> Iterator[Seen]:
    for line in text.splitlines():
        *block, kind, word, commit, groups = line.split(GAP)
        for group in groups.split():
            place, _, ranges = group.partition(":")
            step, _, at = place.partition(".")
            for number in _numbers(ranges):
                fault = Fault(kind, int(step), int(at), number) if at \
                    else Fault(kind, int(step), number)
                yield Seen(tuple(block), fault, word, commit)


def _dump_faults(faults: list[Fault]) -> str:
    groups: dict[tuple[int, int], set[int]] = defaultdict(set)
    for fault in faults:
        if fault.size:
            groups[fault.step, fault.at].add(fault.size)
        else:
            groups[fault.step, 0].add(fault.at)
    return " ".join(f"{step}.{at}:{_ranges(numbers)}" if at else f"{step}:{_ranges(numbers)}"
                    for (step, at), numbers in sorted(groups.items()))


def _ranges(numbers: set[int]) -> str:
    begins = sorted(number for number in numbers if number - 1 not in numbers)
    ends = sorted(number for number in numbers if number + 1 not in numbers)
    return ",".join(str(begin) if begin == end else f"{begin}-{end}"
                    for begin, end in zip(begins, ends))


def _numbers(ranges: str) -> Iterator[int]:
    for part in ranges.split(","):
        begin, _, end = part.partition("-")
        yield from range(int(begin), int(end or begin) + 1)


def main(records: list[str]) -> None:
    seen = {(one.block, one.fault): one for one in load(FILE.read_text() if FILE.exists() else "")}
    for record in records:
        seen |= {(one.block, one.fault): one for one in of_record(Path(record).open())}
    FILE.write_text(dump(seen.values()))


if __name__ == "__main__":
    main(sys.argv[1:])

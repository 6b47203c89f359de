"""What became of a run that was broken, judged by the runs after it and by the database."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
import re

from tests.integration.databases import Run

from .process import DECISION, DONE
from .state import State, difference, without_versions

# healed: done without help, and equal to an unbroken run. declared: stopped at a statement that
# nobody can decide. stopped: at another. wrong: done but different, or worse than one application.
# stuck: neither done nor a question.
GOOD = ("healed", "declared")
VERDICTS = ("healed", "declared", "stopped", "wrong", "stuck")

ASKED = re.compile(r"pawl resolve (\S+:\d+)")


@dataclass(frozen=True)
class Verdict:
    word: str
    text: str = ""


def judge(undecidable: dict[str, str], runs: list[Run], found: State, expected: State,
          passed_through: Callable[[], list[State] | None]) -> Verdict:
    """passed_through: the states that an unbroken run goes through; without them a run that asks
    is held only against what one application can make."""
    last = runs[-1]
    if last.exit == DONE:
        changed = difference(expected, found)
        return Verdict("wrong", changed) if changed else Verdict("healed")
    if last.exit != DECISION:
        return Verdict("stuck", f"exit {last.exit}\n{last.stderr.strip()}")
    if wrong := strange(found, expected, passed_through()):
        return Verdict("wrong", f"stopped, but not where an unbroken run goes through\n{wrong}\n"
                       f"{last.stderr.strip()}")
    asked = ASKED.search(" ".join(last.output.split()))
    if asked and asked[1] in undecidable:
        return Verdict("declared")
    return Verdict("stopped", last.stderr.strip())


def strange(found: State, expected: State, passed: list[State] | None) -> str:
    """How a database in which a run stopped differs from all that it may be; empty if not."""
    if passed is None:
        return "rows are there twice" if has_more_rows(found, expected) else ""
    found = without_versions(found)
    if found in passed:
        return ""
    nearest = min(passed, key=lambda state: distance(state, found))
    return difference(nearest, found)


def distance(one: State, other: State) -> int:
    return ((Counter(one) - Counter(other)) + (Counter(other) - Counter(one))).total()


def has_more_rows(found: State, expected: State) -> bool:
    """Are rows there twice that one application makes once?"""
    surplus = Counter(found) - Counter(expected)
    return any(line[0] == "row" and line in expected for line in surplus)


def count(verdicts: list[Verdict]) -> Counter:
    return Counter(verdict.word for verdict in verdicts)

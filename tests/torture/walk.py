"""One database after the other, each taken from the first step to the last, with a case at each.

A step is what `pawl up` does when one more file is there (of `pawl down`: what it does to revert
one more). A case that has healed has left what an unbroken run leaves, for that has been looked at:
so it is where the next step begins. That is why a case costs a step and not a database, and why the
journal of the later ones tells of much trouble.
"""

from collections import deque
from collections.abc import Callable, Iterable
import math
import re
import threading
import time

from .faults import Fault

# What differs between messages that say the same: numbers, and identifiers in hexadecimal.
NUMBER = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*")


class Queues:
    """The faults that wait, by step, each to be taken once."""

    def __init__(self, faults: Iterable[Fault], until: float = math.inf) -> None:
        self._lock = threading.Lock()
        self._until = until
        self._waiting: dict[int, deque[Fault]] = {}
        for fault in faults:
            self._waiting.setdefault(fault.step, deque()).append(fault)

    def take(self, step: int) -> Fault | None:
        with self._lock:
            waiting = self._waiting.get(step)
            return waiting.popleft() if waiting and time.monotonic() < self._until else None

    def last_step(self) -> int:
        """The last one that a fault waits for; 0 when all is done, or the time is up."""
        with self._lock:
            if time.monotonic() >= self._until:
                return 0
            return max((step for step, waiting in self._waiting.items() if waiting), default=0)


def walk(queues: Queues, strike: Callable[[Fault], bool]) -> None:
    """strike: has a case, and tells whether the next step may begin where it ended."""
    step = 1
    while step <= queues.last_step():
        fault = queues.take(step)
        if fault and not strike(fault):
            return
        step += 1


def own(steps: list[list[str]]) -> list[range]:
    """Which messages of each step, numbered from 1, it has for itself. Those that it begins with
    as the step before did (it connects, and gets the lock), or ends with, say the same again; but
    that of the second step found a ledger, and that of the first had none to find."""
    texts = [[NUMBER.sub("", text) for text in messages] for messages in steps]
    ranges = []
    for number, messages in enumerate(texts):
        before = texts[number - 1] if number > 1 else []
        begin = _alike(before, messages)
        end = min(_alike(before[::-1], messages[::-1]), len(messages) - begin)
        ranges.append(range(begin + 1, len(messages) - end + 1))
    return ranges


def _alike(one: list[str], other: list[str]) -> int:
    """How many they begin with that are the same."""
    return next((number for number, pair in enumerate(zip(one, other)) if pair[0] != pair[1]),
                min(len(one), len(other)))

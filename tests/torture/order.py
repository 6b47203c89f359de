"""In which order cases run: one that is cut off has seen, of all there are, an even sample.

Even over the kinds, which take turns, and over the moments of each kind. The same each time.
"""

from collections.abc import Iterable

from .faults import Fault


def evenly(faults: Iterable[Fault]) -> list[Fault]:
    by_kind: dict[str, list[Fault]] = {}
    for fault in sorted(faults, key=lambda fault: (fault.kind, fault.step, fault.at, fault.size)):
        by_kind.setdefault(fault.kind, []).append(fault)
    turns = []
    for number, some in enumerate(by_kind.values()):
        start = number * len(some) // len(by_kind)  # no two kinds begin at the same moment
        turns += [(turn, number, some[(start + place) % len(some)])
                  for turn, place in enumerate(spread(len(some)))]
    return [fault for _, _, fault in sorted(turns, key=lambda turn: turn[:2])]


def spread(count: int) -> list[int]:
    """0 to count - 1 so that the first few, however many, lie far from each other: by the bits of
    their numbers, read backwards (van der Corput's sequence)."""
    bits = max(1, (count - 1).bit_length())
    places = (int(f"{number:0{bits}b}"[::-1], 2) for number in range(1 << bits))
    return [place for place in places if place < count]

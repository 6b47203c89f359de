"""What all ways of breaking a run have in common: the same files, run unbroken, for comparison."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
import contextlib
from dataclasses import dataclass
import functools
import math
import os
from pathlib import Path
import tempfile
import threading

from tests.runner.job import explain
from tests.servers import Server, ServerError
from tests.servers.embedded import Embedded

from .faults import Fault
from .order import evenly
from .process import until_done
from .sets import SETS, CaseDatabase, FileSet
from .state import State, state_of
from .verdict import Verdict, judge
from .walk import Queues, walk

# Cases wait most of their time: for a lock to expire, for a hang to be given up.
WORKERS = 4 * (os.cpu_count() or 1)
POOL = ThreadPoolExecutor(WORKERS)


@dataclass(frozen=True)
class Case:
    fault: Fault
    label: str  # of the message or the call that was struck
    verdict: Verdict

    def __str__(self) -> str:
        lines = self.verdict.text.splitlines()
        if len(lines) > 14:  # of a traceback the end says most, of all else the beginning
            lines = lines[-14:] if lines[0].startswith("Traceback") else lines[:14]
        text = "\n".join(f"    {line}" for line in lines)
        return f"{self.fault} [{self.label}]: {self.verdict.word}\n{text}".rstrip()


class Cases:
    """The cases of a set on a server; server is None for embedded, where each has its own."""

    workers = WORKERS

    def __init__(self, name: str, server: Server | None) -> None:
        self.server = server
        self.server_name = server.name if server else "embedded"
        self.files: FileSet = SETS[name, self.server_name]
        self.undecidable = self.files.undecidable
        self._lock = threading.Lock()

    # What a way of breaking defines.

    def faults(self, every: bool) -> list[Fault]:
        raise NotImplementedError

    def look(self, db: CaseDatabase, step: int) -> list:
        """Takes the step, unbroken. Returns what of it can be struck."""
        raise NotImplementedError

    def break_run(self, db: CaseDatabase, fault: Fault) -> str | None:
        """A run with a fault. Returns what was struck, or None if the run ended before that. How
        it ended is not looked at: only what the next one makes of it."""
        raise NotImplementedError

    # What they share.

    @contextlib.contextmanager
    def database(self):
        with contextlib.ExitStack() as stack:
            server = self.server
            if server is None:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pawl-test-"))
                server = Embedded(Path(folder))
            db = stack.enter_context(CaseDatabase(server))
            self.files.prepare(db)
            yield db

    def state(self, db: CaseDatabase) -> State:
        return state_of(db, self.files.volatile)

    @functools.cached_property
    def reference(self) -> list[tuple[list, State]]:
        """Of each step, what an unbroken run shows that can be struck, and the state it ends in."""
        with self.database() as db:
            return [(self.look(db, step), self.state(db))
                    for step in range(1, self.files.steps + 1)]

    def passed_through(self) -> list[State] | None:
        """The states that an unbroken run goes through, without versions, where they are known."""
        return None

    def sample(self, count: int) -> list[Fault]:
        """The same each time; at least one of each kind."""
        faults = self.faults(every=False)
        kinds = {fault.kind for fault in faults}
        return evenly(faults)[:max(count, len(kinds))]

    def run(self, faults: Iterable[Fault], take: Callable[[Case], None] = lambda case: None,
            until: float = math.inf) -> list[Case]:
        """take: is told of each case when it is over. None begins after `until`."""
        queues = Queues(faults, until)
        found: list[Case] = []

        def told(case: Case) -> None:
            found.append(case)
            take(case)

        with self.pool() as pool:
            for walks in [pool.submit(self._walks, queues, told) for _ in range(self.workers)]:
                walks.result()
        return found

    @contextlib.contextmanager
    def pool(self):
        yield POOL

    def _walks(self, queues: Queues, told: Callable[[Case], None]) -> None:
        while queues.last_step():
            with self.database_to_break() as db:
                def strike(fault: Fault, db=db) -> bool:
                    case = self.case(fault, db)
                    told(case)
                    return case.verdict.word == "healed"
                walk(queues, strike)

    def database_to_break(self):
        return self.database()

    def case(self, fault: Fault, db: CaseDatabase) -> Case:
        try:
            return self._case(fault, db)
        except ServerError as error:
            return Case(fault, "", Verdict("stuck", f"the server: {error}"))
        except Exception as error:  # one case that goes out of hand must not hide the others
            return Case(fault, "", Verdict("stuck", explain(error)))

    def _case(self, fault: Fault, db: CaseDatabase) -> Case:
        self.files.take(db, fault.step - 1)
        struck = self.break_run(db, fault)
        if struck is None:
            # Shorter than the reference: nothing was broken, so nothing is shown.
            return Case(fault, "", Verdict("unreached"))
        runs = until_done(db, self.files.command(db, fault.step))
        db.step = fault.step
        _, expected = self.reference[fault.step - 1]
        return Case(fault, struck, judge(self.undecidable, runs, self.state(db), expected,
                                         self.passed_through))

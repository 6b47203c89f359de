"""The wire matrix: a run is broken at each of its messages in every way, and run again."""

from collections.abc import Iterator
import functools
import subprocess

from tests.proxy import Proxy
from tests.servers import Server, ServerError

from .cases import Cases
from .faults import HTTP_ONLY, KILLS, KINDS, SIXTHS, TWICE, Fault, Faults
from .process import DECISION, DONE, finish, start
from .sets import CaseDatabase
from .state import State, without_versions
from .walk import own
from .wire import Message

HANG_TIMEOUT = "3"  # --statement-timeout for a hang: long enough for all other messages
RESUMING = 24  # messages of a run that resumes, in which it is killed as well


class Matrix(Cases):
    def __init__(self, name: str, server: Server) -> None:
        super().__init__(name, server)
        self.protocol = "postgres" if server.name.startswith("postgres") else "http"

    def look(self, db: CaseDatabase, step: int) -> list[Message]:
        return self._run(db, step).messages

    def all_messages(self) -> Iterator[tuple[int, int, Message]]:
        """Each with its step, and its number in that step's run."""
        steps = [messages for messages, _ in self.reference]
        texts = [[message.data.decode("latin-1") for message in messages] for messages in steps]
        for step, (messages, numbers) in enumerate(zip(steps, own(texts)), 1):
            for number in numbers:
                yield step, number, messages[number - 1]

    def passed_through(self) -> list[State]:
        with self._lock:
            return self._passed_through

    @functools.cached_property
    def _passed_through(self) -> list[State]:
        seen: list[State] = []
        shared: dict[tuple[str, str, str], tuple[str, str, str]] = {}  # most lines are the same
        with self.database() as db:
            def watch() -> None:
                try:
                    state = without_versions(self.state(db))
                except ServerError:  # an open transaction has locked what it changed
                    return
                if not seen or state != seen[-1]:
                    seen.append([shared.setdefault(line, line) for line in state])
            for step in range(1, self.files.steps + 1):
                self._run(db, step, watch=watch)
            watch()
        return seen

    def faults(self, every: bool) -> list[Fault]:
        faults = []
        for step, number, _ in self.all_messages():
            faults.append(Fault(TWICE, step, number))
            for kind in KINDS:
                if kind == "request_cut":
                    some = range(1, SIXTHS) if every else [1 + number % (SIXTHS - 1)]
                    faults += [Fault(kind, step, number, size) for size in some]
                elif kind not in HTTP_ONLY or self.protocol == "http":
                    faults.append(Fault(kind, step, number))
        return faults

    def break_run(self, db: CaseDatabase, fault: Fault) -> str | None:
        if fault.kind == TWICE:
            step, again = fault.step, 2 + 7 * fault.at % RESUMING
            struck = self._run(db, step, Fault("kill_during", step, fault.at)).struck
            self._run(db, step, Fault("kill_after", step, again))
        else:
            struck = self._run(db, fault.step, fault).struck
        return struck.label if struck else None

    def _run(self, db: CaseDatabase, step: int, fault: Fault | None = None, watch=None) -> Faults:
        process: list[subprocess.Popen] = []

        def strike() -> None:
            process[0].kill()
            process[0].wait()

        faults = Faults(self.protocol, fault, strike, watch)
        arguments = ["--statement-timeout", HANG_TIMEOUT] if fault and fault.kind == "hang" else []
        with Proxy(db.server.port, connection_type=faults.connection) as proxy:
            process.append(start(db, *arguments, command=self.files.command(db, step),
                                 url=proxy.url(db.url)))
            run = finish(process[0])
        faults.settle()
        assert not faults.errors, faults.errors
        assert fault or run.exit == DONE, run
        # At its last message it may end before it is killed.
        ends = (-9, DONE, DECISION)
        assert faults.struck is None or fault.kind not in KILLS or run.exit in ends, run
        return faults

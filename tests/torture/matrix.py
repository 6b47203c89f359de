"""The wire matrix: a run is broken at each of its messages in every way, and run again."""

import functools
import re
import subprocess

from tests.proxy import Proxy
from tests.servers import Server, ServerError

from .cases import Cases
from .faults import HTTP_ONLY, KILLS, KINDS, TWICE, Fault, Faults
from .process import DONE, UP, finish, start
from .sets import CaseDatabase
from .state import State, without_versions
from .wire import Message

HANG_TIMEOUT = "3"  # --statement-timeout for a hang: long enough for all other messages
CUTS = 5  # sizes at which each message is cut when all cases run
RESUMING = 24  # messages of a run that resumes, in which it is killed as well

# The query_id of a statement: pawl-RUN-VERSION-NUMBER.
STATEMENT_OF = re.compile(rb"query_id=pawl-[0-9a-f]{16}-(\w+)-\d+")


class Matrix(Cases):
    def __init__(self, name: str, server: Server) -> None:
        super().__init__(name, server)
        self.protocol = "postgres" if server.name.startswith("postgres") else "http"

    @functools.cached_property
    def messages(self) -> list[Message]:
        """Those of an unbroken run."""
        with self.database() as db:
            return self._run(db, None).messages

    def files_of(self, fault: Fault) -> int:
        """Those up to the one that is struck, and the next: what comes behind is the same in each
        case, and takes half of its time."""
        return min(2 + self._files_before[fault.at - 1], len(self.files.files()))

    @functools.cached_property
    def _files_before(self) -> list[int]:
        """Of each message, how many files were done when it was sent. A file is at work from its
        first statement on, which its query's name tells; where none does, all are needed."""
        names = list(self.files.files())
        at_work = 0 if self.protocol == "http" and self.files.command == UP else len(names)
        before = []
        for message in self.messages:
            if at_work < len(names) and (match := STATEMENT_OF.search(message.data)):
                at_work = names.index(match[1].decode())
            before.append(at_work)
        return before

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
            self._run(db, None, watch)
            watch()
        return seen

    def faults(self, every: bool) -> list[Fault]:
        faults = []
        for number, message in enumerate(self.messages, 1):
            faults.append(Fault(TWICE, number, 2 + 7 * number % RESUMING))
            for kind in KINDS:
                if kind == "request_cut":
                    sizes = range(1, len(message.data), 1 + len(message.data) // CUTS)
                    some = list(sizes) if every else [sizes[number % len(sizes)]]
                    faults += [Fault(kind, number, size) for size in some]
                elif kind not in HTTP_ONLY or self.protocol == "http":
                    faults.append(Fault(kind, number))
        return faults

    def break_run(self, db: CaseDatabase, fault: Fault) -> str | None:
        if fault.kind == TWICE:
            struck = self._run(db, Fault("kill_during", fault.at)).struck
            self._run(db, Fault("kill_after", fault.size))
        else:
            struck = self._run(db, fault).struck
        return struck.label if struck else None

    def _run(self, db: CaseDatabase, fault: Fault | None, watch=None) -> Faults:
        process: list[subprocess.Popen] = []

        def strike() -> None:
            process[0].kill()
            process[0].wait()

        faults = Faults(self.protocol, fault, strike, watch)
        arguments = ["--statement-timeout", HANG_TIMEOUT] if fault and fault.kind == "hang" else []
        with Proxy(db.server.port, connection_type=faults.connection) as proxy:
            process.append(start(db, *arguments, command=self.files.command,
                                 url=proxy.url(db.url)))
            run = finish(process[0])
        faults.settle()
        assert not faults.errors, faults.errors
        assert fault or run.exit == DONE, run
        # At its last message it may end before it is killed.
        assert faults.struck is None or fault.kind not in KILLS or run.exit in (-9, DONE), run
        return faults

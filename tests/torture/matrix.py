"""The wire matrix: a run is broken at each of its messages in every way, and run again."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import functools
import hashlib
import os
import subprocess
import threading

from tests.integration.databases import finish
from tests.proxy import Proxy
from tests.servers import Server, ServerError

from .faults import HTTP_ONLY, KILLS, KINDS, Fault, Faults
from .process import DONE, start_up, up_until_done
from .sets import SETS, CaseDatabase, FileSet
from .state import State, state_of
from .verdict import Verdict, fingerprint, judge
from .wire import Message

# Cases wait most of their time: for a lock to expire, for a hang to be given up.
POOL = ThreadPoolExecutor(2 * (os.cpu_count() or 1))

HANG_TIMEOUT = "1"  # --statement-timeout for a hang
CUTS = 6  # sizes at which each message is cut when all cases run


@dataclass(frozen=True)
class Case:
    fault: Fault
    label: str
    verdict: Verdict

    def __str__(self) -> str:
        text = "\n".join(f"    {line}" for line in self.verdict.text.splitlines()[:14])
        return f"{self.fault} [{self.label}]: {self.verdict.word}\n{text}".rstrip()


class Matrix:
    """The cases of a set on a server."""

    def __init__(self, name: str, server: Server) -> None:
        self.files: FileSet = SETS[name, server.name]
        self.server = server
        self.protocol = "postgres" if server.name.startswith("postgres") else "http"
        self._lock = threading.Lock()

    @functools.cached_property
    def reference(self) -> tuple[list[Message], State]:
        """The messages of an unbroken run, and the state that it ends in."""
        with CaseDatabase(self.server) as db:
            faults = self._run(db, None)
            runs = up_until_done(db)
            assert runs[-1].exit == DONE, runs
            return faults.messages, state_of(db, self.files.volatile)

    def passed_through(self) -> set[int]:
        with self._lock:
            return self._passed_through

    @functools.cached_property
    def _passed_through(self) -> set[int]:
        """Fingerprints of the states that an unbroken run goes through."""
        seen = set()
        with CaseDatabase(self.server) as db:
            def watch(_number: int) -> None:
                try:
                    seen.add(fingerprint(state_of(db, self.files.volatile)))
                except ServerError:  # an open transaction has locked what it changed
                    pass
            self._run(db, None, watch)
            seen.add(fingerprint(state_of(db, self.files.volatile)))
        return seen

    def faults(self, every: bool) -> list[Fault]:
        """All of the set's faults; every: with the sizes of a cut request spread over it."""
        faults = []
        for number, message in enumerate(self.reference[0], 1):
            for kind in KINDS:
                if kind in HTTP_ONLY and self.protocol != "http":
                    continue
                if kind == "request_cut":
                    sizes = range(1, len(message.data), 1 + len(message.data) // CUTS)
                    some = list(sizes) if every else [sizes[number % len(sizes)]]
                    faults += [Fault(kind, number, size) for size in some]
                else:
                    faults.append(Fault(kind, number))
        return faults

    def sample(self, count: int) -> list[Fault]:
        """The same each time, as many of each kind, spread over the run."""
        by_kind: dict[str, list[Fault]] = {}
        for fault in sorted(self.faults(every=False), key=self._draw):
            by_kind.setdefault(fault.kind, []).append(fault)
        share = max(1, count // len(by_kind))
        return [fault for some in by_kind.values() for fault in some[:share]]

    def _draw(self, fault: Fault) -> str:
        text = f"{self.files.name} {self.server.name} {fault.kind} {fault.at}"
        return hashlib.sha256(text.encode()).hexdigest()

    def cases(self, faults: Iterable[Fault]) -> list[Case]:
        assert self.reference  # before the cases, which would all wait for it
        return list(POOL.map(self.case, faults))

    def case(self, fault: Fault) -> Case:
        with CaseDatabase(self.server) as db:
            faults = self._run(db, fault)
            if faults.struck is None:
                # The run was shorter than the reference: nothing was broken, so nothing is shown.
                return Case(fault, "", Verdict("unreached"))
            runs = up_until_done(db)
            found = state_of(db, self.files.volatile)
        verdict = judge(self.files, runs, found, self.reference[1], self.passed_through)
        return Case(fault, faults.struck.label, verdict)

    def _run(self, db: CaseDatabase, fault: Fault | None, watch=None) -> Faults:
        """A run with a fault. How it ends is not looked at: only what the next one makes of it."""
        self.files.write_to(db)
        process: list[subprocess.Popen] = []
        faults = Faults(self.protocol, fault, lambda: strike(process[0]), watch)
        arguments = ["--statement-timeout", HANG_TIMEOUT] if fault and fault.kind == "hang" else []
        with Proxy(self.server.port, connection_type=faults.connection) as proxy:
            process.append(start_up(db, *arguments, url=proxy.url(db.url)))
            run = finish(process[0])
        assert fault or run.exit == DONE, run
        assert faults.struck is None or fault.kind not in KILLS or run.exit == -9, run
        return faults


def strike(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()

"""The runner's death: SIGKILL at its N-th system call of a kind, for each N of a run.

strace does it, which stops the process at the call's entry: the call itself does not happen. It
counts each thread's calls apart.
"""

from collections import defaultdict
from pathlib import Path
import re
import tempfile

from tests.runner.job import Skip
from tests.servers import Server

from .cases import Cases
from .faults import Fault
from .process import DONE, finish, start
from .sets import CaseDatabase
from .walk import own

STRACE = Path("/usr/bin/strace")

# On the wire; and, where the database is in the process, on the disk.
WIRE_CALLS = "sendto,sendmsg,recvfrom,recvmsg"
DISK_CALLS = "rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync,mkdir"

LINE = re.compile(r"(?P<thread>\d+) +(?P<call>\w+)\((?P<rest>.*)")
SHOWN = "200"  # bytes of what is sent or received: enough to tell one message from another


class RunnerDeath(Cases):
    """fault.at counts the calls of fault.kind, which is a name of a system call."""

    def __init__(self, name: str, server: Server | None) -> None:
        super().__init__(name, server)
        if server is None:  # the runner's death is that of the server as well
            self.undecidable = self.files.undecidable | self.files.torn

    def look(self, db: CaseDatabase, step: int) -> list[tuple[str, list[str]]]:
        """Each call with the lines of it, of the thread that makes it most."""
        if not STRACE.exists():
            raise Skip("strace is not installed: run tools/setup test")
        traced = WIRE_CALLS if self.server else DISK_CALLS
        with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
            trace = Path(folder) / "trace"
            run = finish(start(db, command=self.files.command(db, step), before=(
                STRACE, "-f", "-q", "-o", str(trace), "-s", SHOWN, "-e", f"trace={traced}",
                "-e", "signal=none")))
            assert run.exit == DONE, run
            lines = trace.read_text().splitlines()
        threads: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for line in lines:
            if match := LINE.match(line):
                threads[match["call"]][match["thread"]].append(match["rest"])
        assert threads, "strace has seen none of the calls"
        return [(call, max(by_thread.values(), key=len)) for call, by_thread in threads.items()]

    def faults(self, every: bool) -> list[Fault]:
        steps = [dict(calls) for calls, _ in self.reference]
        faults = []
        for call in sorted(set().union(*steps)):
            faults += [Fault(call, step, number) for step, numbers in
                       enumerate(own([calls.get(call, []) for calls in steps]), 1)
                       for number in numbers]
        return faults

    def break_run(self, db: CaseDatabase, fault: Fault) -> str | None:
        run = finish(start(db, command=self.files.command(db, fault.step), before=(
            STRACE, "-f", "-q", "-o", "/dev/null", "-e", f"trace={fault.kind}",
            "-e", "signal=none",
            "-e", f"inject={fault.kind}:signal=SIGKILL:when={fault.at}")))
        return None if run.exit == DONE else f"ended with {run.exit}"

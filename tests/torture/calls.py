"""The runner's death: SIGKILL at its N-th system call of a kind, for each N of a run.

strace does it, which stops the process at the call's entry: the call itself does not happen. It
counts each thread's calls apart.
"""

from collections import Counter
import functools
from pathlib import Path
import re
import tempfile

from tests.runner.job import Skip
from tests.servers import Server

from .cases import Cases
from .faults import Fault
from .process import DONE, finish, start
from .sets import CaseDatabase

STRACE = Path("/usr/bin/strace")

# On the wire; and, where the database is in the process, on the disk.
WIRE_CALLS = "sendto,sendmsg,recvfrom,recvmsg"
DISK_CALLS = "rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync,mkdir"

LINE = re.compile(r"(?P<thread>\d+) +(?P<call>\w+)\(")


class RunnerDeath(Cases):
    """fault.at counts the calls of fault.kind, which is a name of a system call."""

    def __init__(self, name: str, server: Server | None) -> None:
        super().__init__(name, server)
        if server is None:  # the runner's death is that of the server as well
            self.undecidable = self.files.undecidable | self.files.torn

    @functools.cached_property
    def calls(self) -> Counter[str]:
        """How often an unbroken run makes each call, at most in one thread."""
        if not STRACE.exists():
            raise Skip("strace is not installed: run tools/setup test")
        traced = WIRE_CALLS if self.server else DISK_CALLS
        with self.database() as db, tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
            trace = Path(folder) / "trace"
            run = finish(start(db, command=self.files.command, before=(
                STRACE, "-f", "-q", "-o", str(trace), "-e", f"trace={traced}",
                "-e", "signal=none")))
            assert run.exit == DONE, run
            by_thread = Counter((match["thread"], match["call"]) for line in
                                trace.read_text().splitlines() if (match := LINE.match(line)))
        most: Counter[str] = Counter()
        for (_, call), count in by_thread.items():
            most[call] = max(most[call], count)
        assert most, "strace has seen none of the calls"
        return most

    def faults(self, every: bool) -> list[Fault]:
        return [Fault(call, number) for call, count in self.calls.items()
                for number in range(1, count + 1)]

    def break_run(self, db: CaseDatabase, fault: Fault) -> str | None:
        run = finish(start(db, command=self.files.command, before=(
            STRACE, "-f", "-q", "-o", "/dev/null", "-e", f"trace={fault.kind}",
            "-e", "signal=none",
            "-e", f"inject={fault.kind}:signal=SIGKILL:when={fault.at}")))
        return None if run.exit == DONE else f"ended with {run.exit}"

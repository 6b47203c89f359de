"""The server's death: at a message of a run, or at the N-th rename that it makes for one.

ClickHouse commits by renaming files, so the renames are where it can be torn in two; strace kills
it at the entry of one. PostgreSQL is shut down as `pg_ctl stop -m immediate` does it.
"""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
import contextlib
import functools
import os
from pathlib import Path
import queue
import re
import signal
import subprocess
import tempfile
import time

from tests.proxy import Proxy
from tests.runner.job import Skip
from tests.servers import SERVERS, Server, ServerError

from .calls import LINE, STRACE
from .faults import KILLS, TRAP, Fault, Faults
from .matrix import Matrix
from .process import finish, start
from .sets import CaseDatabase
from .wire import Message

RENAMES = "rename,renameat,renameat2"
# What it may leave behind is told by its time, which the catalog has in seconds.
LEAVES_A_TABLE = re.compile("CREATE MATERIALIZED VIEW|CREATE OR REPLACE|CREATE TABLE .* AS SELECT")
STATEMENT_TIMEOUT = "20"  # a runner whose server is gone must not wait for ever


class ServerDeath(Matrix):
    """Has servers of its own, since they die."""

    workers = os.cpu_count() or 1

    def __init__(self, name: str, server: Server) -> None:
        super().__init__(name, server)
        self.undecidable = self.files.undecidable | self.files.torn
        self._free: queue.SimpleQueue[Server] = queue.SimpleQueue()

    @contextlib.contextmanager
    def pool(self):
        self._free = queue.SimpleQueue()  # those of the part before are closed
        with contextlib.ExitStack() as stack:
            for _ in range(self.workers):
                server = stack.enter_context(SERVERS[self.server_name]())
                if self.protocol == "postgres":
                    server.stop_signal = signal.SIGQUIT  # "immediate"
                self._free.put(server)
            with ThreadPoolExecutor(self.workers) as pool:
                yield pool

    def passed_through(self) -> None:
        """A server that dies leaves part of a statement, which no unbroken run shows."""

    @contextlib.contextmanager
    def database_to_break(self):
        server = self._free.get()
        try:
            if not answers(server):  # the walk before it went out of hand
                server.kill()
                server.start()
            db = CaseDatabase(server).__enter__()
            try:
                self.files.prepare(db)
                yield db
            finally:
                # A server that died may be unable to drop what is left ("Directory not empty" of
                # 18.16). The server goes as well, so that is no loss.
                with contextlib.suppress(ServerError, OSError):
                    db.__exit__()
        finally:
            self._free.put(server)

    def faults(self, every: bool) -> list[Fault]:
        messages = [(step, number) for step, number, _ in self.all_messages()]
        faults = [Fault(kind, *message) for message in messages for kind in KILLS]
        if self.protocol == "http":
            faults += [Fault(TRAP, *message, rename) for message in messages
                       for rename in range(1, self.renames[message] + 1)]
        return faults

    @functools.cached_property
    def renames(self) -> dict[tuple[int, int], int]:
        """How often the server renames for each message of each step, at most in one thread."""
        if not STRACE.exists():
            raise Skip("strace is not installed: run tools/setup test")
        counts: dict[tuple[int, int], int] = defaultdict(int)
        with SERVERS[self.server_name]() as server, CaseDatabase(server) as db, \
                tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
            self.files.prepare(db)
            trace = Path(folder) / "trace"
            strace = attach(server.pid, "-o", str(trace), "-e", f"trace={RENAMES}")
            for step in range(1, self.files.steps + 1):
                for number, count in enumerate(self._count_renames(db, step, trace)):
                    counts[step, number] = count
            detach(strace)
        return counts

    def _count_renames(self, db: CaseDatabase, step: int, trace: Path) -> list[int]:
        """What came before the first message, and then because of each."""
        counts: list[int] = []
        seen = len(trace.read_text().splitlines())

        def watch() -> None:  # before each message: what came since belongs to the last one
            nonlocal seen
            lines = trace.read_text().splitlines()[seen:]
            seen += len(lines)
            threads = [match["thread"] for line in lines if (match := LINE.match(line))]
            counts.append(max(map(threads.count, threads), default=0))

        self._run(db, step, watch=watch)
        watch()
        return counts

    def break_run(self, db: CaseDatabase, fault: Fault) -> str | None:
        server = db.server
        struck = self._break(db, fault)
        if struck is None:
            return None
        if answers(server):
            assert fault.kind == TRAP, "it was killed, and answers"
            return None  # this time another thread did the rename
        server.kill()  # waits for the rest of it
        if LEAVES_A_TABLE.search(struck.label):
            time.sleep(3)
        server.start()
        return struck.label

    def _break(self, db: CaseDatabase, fault: Fault) -> Message | None:
        server: Server = db.server
        trap: list[subprocess.Popen] = []

        def strike() -> None:
            if fault.kind == TRAP:
                trap.append(attach(server.pid, "-o", "/dev/null", "-e", f"trace={RENAMES}", "-e",
                                   f"inject={RENAMES}:signal=SIGKILL:when={fault.size}"))
            elif self.protocol == "http":
                server.kill()
            else:
                server.stop()

        faults = Faults(self.protocol, fault, strike, relent=lambda: detach(trap.pop()))
        with Proxy(server.port, connection_type=faults.connection) as proxy:
            finish(start(db, "--statement-timeout", STATEMENT_TIMEOUT,
                         command=self.files.command(db, fault.step), url=proxy.url(db.url)))
        faults.settle()
        assert not faults.errors, faults.errors
        return faults.struck


def answers(server: Server) -> bool:
    try:
        server.query("SELECT 1")
    except (ServerError, OSError):
        return False
    return True


def attach(pid: int, *arguments: str) -> subprocess.Popen:
    """strace on all threads of a process, when it is on them."""
    strace = subprocess.Popen([STRACE, "-f", "-e", "signal=none", *arguments, "-p", str(pid)],
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    line = strace.stderr.readline()
    assert "attached" in line, line
    # Whatever else it says would fill the pipe.
    strace.drain = ThreadPoolExecutor(1).submit(strace.stderr.read)
    return strace


def detach(strace: subprocess.Popen) -> None:
    strace.terminate()
    try:
        strace.wait(1)
    except subprocess.TimeoutExpired:  # it waits for a thread that died with all others
        strace.kill()
        strace.wait()

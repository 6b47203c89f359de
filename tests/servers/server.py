"""What the servers under test have in common: how they start, end, die and come back."""

import contextlib
import fcntl
import os
from pathlib import Path
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from .workspace import kill_all_in, remove, workspace

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("PAWL_CACHE", ROOT / ".cache"))

Rows = list[list[str | None]]


class ServerError(Exception):
    pass


class NotInstalled(ServerError):
    """What the server is made of is not on this machine."""


@contextlib.contextmanager
def cache_lock():
    """For what is made once and kept in the cache: one thread of one process at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "servers.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Server:
    """A server on loopback ports and in a folder of its own.

    Ports and data stay the same over kill(), stop() and restart(); close() removes everything.
    """

    name: str
    user: str | None = None  # account to run as, where it may not be ours
    stop_signal = signal.SIGTERM
    deadline = 30  # seconds to start, and to stop; a loaded machine needs more than an idle one

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-", dir=workspace()))
        if self.user:
            shutil.chown(self.folder, self.user, -1)
        self.log = self.folder / "server.log"
        self._ports_held: list[socket.socket] = []
        self._process: subprocess.Popen[bytes] | None = None
        self.port = self._reserve_port()
        self._prepare()

    # What a kind of server defines.

    def _prepare(self) -> None:
        """Fill the folder, once."""

    def _command(self) -> list[str | Path]:
        raise NotImplementedError

    def url(self, database: str = "default") -> str:
        raise NotImplementedError

    def query(self, sql: str) -> Rows:
        """The result's rows, each value as the server's text for it, NULL as None."""
        raise NotImplementedError

    def create_database(self, name: str) -> None:
        raise NotImplementedError

    def drop_database(self, name: str) -> None:
        raise NotImplementedError

    # What they share.

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServerError(f"{self.name} is not running")
        return self._process.pid

    def start(self):
        if self._process is not None:
            if self._process.poll() is None:
                raise ServerError(f"{self.name} is running already")
            self.kill()  # it died by itself, but its children may still be there
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self._command(), cwd=self.folder, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._account())
        try:
            self._wait_until_ready(self._process)
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """End the server in its orderly way. start() goes on with its data."""
        if self._process is None:
            return
        self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(self.deadline)
        except subprocess.TimeoutExpired:
            self.kill()
            raise self._error(f"did not stop within {self.deadline} s") from None
        self._process = None

    def kill(self) -> None:
        """End the server, and any children, as the kernel's OOM killer would: with SIGKILL."""
        kill_all_in(self.folder)
        if self._process is not None:
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self.kill()
        remove(self.folder)
        for held in self._ports_held:
            held.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_) -> None:
        self.close()

    def log_tail(self, lines: int = 30) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def _account(self) -> dict:
        """What subprocess needs to run a command as self.user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + self.deadline
        while True:
            with contextlib.suppress(ServerError, OSError):
                self.query("SELECT 1")
                return
            if process.poll() is not None:
                raise self._error(f"ended with {process.returncode} while starting")
            if time.monotonic() > give_up:
                raise self._error(f"not ready within {self.deadline} s")
            time.sleep(0.02)

    def _error(self, what: str) -> ServerError:
        return ServerError(f"{self.name} {what}; the end of {self.log}:\n{self.log_tail()}")

    def _reserve_port(self) -> int:
        """A port that stays ours for this object's life, also while the server is down.

        Below the kernel's ephemeral ports: one of those may be taken by any outgoing connection
        while the server is down, even by that of a client that retries to reach it, which would
        then be connected to itself.
        """
        ephemeral = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
        while True:
            port = random.randrange(10000, ephemeral)
            # Abstract names keep test processes apart from each other, and vanish with them.
            claim = socket.socket(socket.AF_UNIX)
            try:
                claim.bind(f"\0pawl-test-port-{port}")
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            except OSError:
                claim.close()
                continue
            self._ports_held.append(claim)
            return port

"""The folder that all servers of one test process live in, and the reaper that empties it.

A server belongs to a folder if its working directory is inside. That holds for the children it
forks, needs no bookkeeping of process ids, and still holds when the test process is long dead.
PR_SET_PDEATHSIG would be shorter, but it fires when the *thread* that started the server ends, and
it would leave the files.
"""

import atexit
import contextlib
import functools
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import tempfile
import time


@functools.cache
def workspace() -> Path:
    """This process's folder, made at the first call and gone with the process."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="pawl-"))  # as /proc will show it
    os.chmod(folder, 0o711)  # PostgreSQL runs as another user when the tests run as root
    # The reaper waits for the end of its input, which comes even if this process is killed. It has
    # a session of its own, so that a Ctrl-C meant for the tests does not end it first.
    reaper = subprocess.Popen([sys.executable, "-S", __file__, folder], stdin=subprocess.PIPE,
                              start_new_session=True)
    atexit.register(reaper.communicate)
    return Path(folder)


def kill_all_in(folder: Path) -> None:
    """SIGKILL every process in the folder, and return when they are gone."""
    deadline = time.monotonic() + 10
    while pids := _processes_in(folder):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise TimeoutError(f"processes {pids} survive SIGKILL")
        time.sleep(0.002)
    _free_shared_memory(folder)


def remove(folder: Path) -> None:
    kill_all_in(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _processes_in(folder: Path) -> list[int]:
    pids = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        # Processes end while we look, and those of other users may not be looked at.
        with contextlib.suppress(OSError):
            if Path(os.readlink(f"/proc/{pid}/cwd")).is_relative_to(folder) and not _has_tty(pid):
                pids.append(int(pid))
    return pids


def _free_shared_memory(folder: Path) -> None:
    """A killed PostgreSQL leaves a System V segment, which only a restart of it would free."""
    with contextlib.suppress(FileNotFoundError):
        lines = (folder / "data/postmaster.pid").read_text().splitlines()
        if len(lines) > 6:  # else it was killed before it had one
            subprocess.run(["ipcrm", "-m", lines[6].split()[1]], stderr=subprocess.DEVNULL)


def _has_tty(pid: str) -> bool:
    """A process with a terminal is no server but, say, somebody's shell who came to read logs."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    return after_name.split()[4] != "0"


if __name__ == "__main__":
    sys.stdin.read()
    everything = Path(sys.argv[1])
    for server in everything.iterdir():
        remove(server)
    remove(everything)

"""Sessions of other people on a PostgreSQL server: they hold locks, leave transactions open, wait."""

import contextlib
import subprocess
import time

END = "-- the end --"


class Session:
    """A psql that stays connected.

        with Session(db) as other:
            other.ask("begin; lock table t")
    """

    def __init__(self, db) -> None:
        self._psql = subprocess.Popen(
            ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", db.url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def __enter__(self):
        self.pid = self.ask("select pg_backend_pid()")
        return self

    def __exit__(self, *_) -> None:
        self._psql.stdin.close()
        self._psql.kill()
        self._psql.wait()
        self._psql.stdout.close()

    def tell(self, sql: str) -> None:
        """Send it, and do not wait."""
        self._psql.stdin.write(f"{sql};\n")
        self._psql.stdin.flush()

    def ask(self, sql: str) -> str:
        self.tell(sql)
        self._psql.stdin.write(f"\\echo {END}\n")
        self._psql.stdin.flush()
        lines = []
        while (line := self._psql.stdout.readline()).rstrip("\n") != END:
            assert line, "psql has ended"
            lines.append(line.rstrip("\n"))
        return "\n".join(lines)


LOCK_CLASS = 1885435756
LOCK = f"{LOCK_CLASS}, 'public'::regnamespace::oid::int"


def take_lock(session) -> None:
    """pawl's lock, as another pawl would hold it."""
    assert session.ask(f"select pg_try_advisory_lock({LOCK})") == "t"


def wait_until(condition, seconds=20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "what was waited for did not come"
        time.sleep(0.02)


def backend(db) -> str | None:
    """The process id of pawl's backend."""
    rows = db.query("select pid from pg_stat_activity where datname = current_database() "
                    "and application_name like 'pawl %' "
                    "and application_name not like 'pawl observer%'")
    return rows[0][0] if rows else None


def sleeping(db) -> bool:
    """Whether a statement of this database, and not of a test beside it, is in pg_sleep()."""
    return db.query("select 1 from pg_stat_activity where datname = current_database() "
                    "and wait_event = 'PgSleep'") != []


@contextlib.contextmanager
def killed_afterwards(process):
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()

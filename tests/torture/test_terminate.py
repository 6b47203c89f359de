"""SIGTERM in the middle of a slow statement: pawl lets go of it, the server goes on with it, and
the next run waits for it instead of sending it again."""

import contextlib
import subprocess
import time

from tests.integration.databases import CLICKHOUSE, POSTGRES, on, signalled
from tests.integration.test_signals import slow

from .process import DONE, INTERRUPTED, finish, start, up

LEAVE_WITHIN = 5  # seconds: what Kubernetes gives, and then some
SECONDS = 9  # that the statement takes


@on(*CLICKHOUSE)
def test_a_statement_that_goes_on_is_taken_up_again(db):
    running = slow(db, SECONDS)
    process = start(db)
    with signalled(process, when=running) as sent:
        run = finish(process)
    assert run.exit == INTERRUPTED, run
    assert time.monotonic() - sent < LEAVE_WITHIN
    assert running(), "the server was to go on with it"
    settled = [event for event, migration, statement in db.journal()
               if (migration, statement) == ("0001_slow", 3)
               and event in ("done", "applied", "failed")]
    assert not settled, settled
    run = up(db)
    assert run.exit == DONE, run
    assert db.query("SELECT i FROM a ORDER BY i") == [[str(row)] for row in
                                                      [*range(SECONDS), 100]]
    db.query("SYSTEM FLUSH LOGS")
    assert db.value("SELECT count() FROM system.query_log WHERE type = 2 AND query LIKE "
                    f"'INSERT INTO a SELECT number%{db.name}%'") == "1"


@on(*POSTGRES)
def test_an_index_that_was_given_up_is_built_by_the_next_run(db):
    """CREATE INDEX CONCURRENTLY, which waits for another transaction when the signal comes."""
    db.query("create table t (i int); insert into t select generate_series(1, 100)")
    db.write({"0001_index": "create index concurrently t_i on t (i)"})

    def waiting():
        return db.value("select count(*) from pg_stat_activity where query like "
                        "'create index concurrently%' and wait_event_type = 'Lock' "
                        "and datname = current_database()") == "1"

    with transaction_open(db):
        process = start(db)
        with signalled(process, when=waiting) as sent:
            run = finish(process)
        assert run.exit == INTERRUPTED, run
        assert time.monotonic() - sent < LEAVE_WITHIN
    run = up(db)
    assert run.exit == DONE, run
    assert db.query("select indexrelid::regclass, indisvalid from pg_index i join pg_class c "
                    "on c.oid = indrelid where relname = 't'") == [["t_i", "t"]]


@contextlib.contextmanager
def transaction_open(db):
    """Somebody else who has written to t and thinks about it."""
    psql = subprocess.Popen(["psql", "-X", "-q", "-t", db.url], stdin=subprocess.PIPE, text=True,
                            stdout=subprocess.PIPE)
    psql.stdin.write("begin; insert into t values (0); select 'there';\n")
    psql.stdin.flush()
    assert "there" in psql.stdout.readline()
    try:
        yield
    finally:
        psql.communicate("rollback;\n")

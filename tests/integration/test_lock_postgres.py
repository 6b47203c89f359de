"""One pawl at a time on a PostgreSQL database, and patience with everybody else's locks."""

import time

from tests.integration.databases import POSTGRES, Database, finish, on
from tests.integration.sessions import (LOCK, LOCK_CLASS, Session, backend,
                                        killed_afterwards, sleeping, take_lock, wait_until)
from tests.servers import PgBouncer


@on(*POSTGRES)
def test_a_waiting_runner_says_for_whom_and_starts_at_once(db):
    late = []
    for attempt in range(3):  # the machine may be busy; the best of them counts
        db.write({f"000{attempt}_a": f"create table a{attempt} as "
                                     "select extract(epoch from clock_timestamp()) as at"})
        with Session(db) as other:
            take_lock(other)
            with killed_afterwards(db.start("up", "--lock-wait", "60")) as process:
                wait_until(lambda: backend(db))
                time.sleep(0.5)
                assert process.poll() is None
                released = other.ask("select extract(epoch from clock_timestamp()); "
                                     f"select pg_advisory_unlock({LOCK})").split()[0]
                run = finish(process)
                assert run.exit == 0, run
                assert run.says("postgres@127.0.0.1", f"backend {other.pid}", "psql",
                                "idle for"), run
                late.append(float(db.value(f"select at from a{attempt}")) - float(released))
    assert min(late) < 0.2, late
    print(f"started {min(late) * 1000:.0f} ms after the release")


@on("postgres18")
def test_the_wait_ends(db):
    db.write({"0001_a": "create table a (i int)"})
    with Session(db) as other:
        take_lock(other)
        run = db.up("--lock-wait", "0.3")
    assert run.exit == 11, run
    assert run.says("another pawl is at work", f"backend {other.pid}"), run
    assert db.journal() == []


@on(*POSTGRES)
def test_two_runners_with_an_index_built_concurrently(db):
    """A runner that waited inside the server would be waited for by CREATE INDEX CONCURRENTLY."""
    db.write({"0001_t": "create table t (i int); insert into t select generate_series(1, 50000)",
              "0002_index": "create index concurrently t_i on t (i)",
              "0003_more": "-- pawl: no-transaction\ninsert into t values (0);\n"
                           "create index concurrently t_j on t (i)"})
    with killed_afterwards(db.start("up")) as first, killed_afterwards(db.start("up")) as second:
        runs = [finish(first), finish(second)]
    assert [run.exit for run in runs] == [0, 0], runs
    assert db.journal() == [("applied", "0001_t", 2), ("applied", "0002_index", 1),
                            ("done", "0003_more", 1), ("applied", "0003_more", 2)]
    assert db.value("select count(distinct run) from pawl_journal") == "1"
    assert db.value("select count(*) from t") == "50001"


@on(*POSTGRES)
def test_a_lock_timeout_names_who_is_in_the_way(db):
    db.write({"0001_t": "create table t (i int)"})
    assert db.up().exit == 0
    db.write({"0002_wide": "alter table t add column j int"})
    with Session(db) as other:
        other.ask("begin; insert into t values (77123)")
        run = db.up("--lock-timeout", "0.3")
        assert run.exit == 11, run
        assert run.says("55P03", "Held up by postgres@127.0.0.1", f"backend {other.pid}",
                        "idle in transaction", "insert into t values"), run
        assert run.output.count("Held up by") > 1, "it was tried more than once"
        assert not db.has_table("j")
        other.ask("rollback")
    run = db.up()
    assert run.exit == 0, run


@on("postgres18")
def test_a_lock_timeout_that_passes_is_no_error(db):
    db.write({"0001_t": "create table t (i int)"})
    assert db.up().exit == 0
    db.write({"0002_wide": "alter table t add column j int",
              "0003_steps": "-- pawl: no-transaction\nalter table t add column k int;\nvacuum t;\n"})
    with Session(db) as other:
        other.ask("begin; lock table t in access share mode")
        with killed_afterwards(db.start("up", "--lock-timeout", "0.2")) as process:
            time.sleep(1)
            other.ask("rollback")
            run = finish(process)
    assert run.exit == 0, run
    assert run.says("lock timeout"), run
    assert db.query("select * from t") == []


@on("postgres18")
def test_a_deadlock_is_tried_again(db):
    db.write({"0001_t": "create table t (i int); create table u (i int)"})
    assert db.up().exit == 0
    db.write({"0002_both": "lock table t; select pg_sleep(1); lock table u; "
                           "create table done_both (i int)"})
    with Session(db) as other:
        # Its own check comes late, so that the migration is the one that is refused.
        other.ask("set deadlock_timeout = '60s'; begin; lock table u")
        with killed_afterwards(db.start("up", "--lock-timeout", "30")) as process:
            time.sleep(0.7)
            other.tell("lock table t")
            other.ask("commit")
            run = finish(process)
    assert run.exit == 0, run
    assert run.says("deadlock detected"), run
    assert db.has_table("done_both")


@on(*POSTGRES)
def test_whose_lock_timeout_it_is(db):
    def seen(name, text, url=None, *options):
        db.write({name: f"{text}; create table t{name} as "
                        "select current_setting('lock_timeout') as timeout"})
        run = db.up(*options, url=url)
        assert run.exit == 0, run
        return db.value(f"select timeout from t{name}")

    assert seen("0001_default", "select 1") == "5s"
    assert seen("0002_option", "select 1", None, "--lock-timeout", "2") == "2s"
    assert seen("0003_file", "set lock_timeout = '3s'") == "3s"
    assert seen("0004_none", "select 1", None, "--lock-timeout", "0") == "0"
    url = f"{db.url}?options=-clock_timeout%3D4s"
    assert seen("0005_url", "select 1", url) == "4s"
    db.query(f"alter database {db.name} set lock_timeout = '6s'")
    assert seen("0006_database", "select 1") == "6s"
    assert seen("0007_after_another", "reset all") == "6s"


@on(*POSTGRES)
def test_what_a_file_does_to_its_session_ends_with_it(db):
    db.query("do $$ begin create role pawl_test_app; exception when duplicate_object then null; "
             "end $$; grant all on schema public to pawl_test_app")
    trace = ("create table {0} as select current_user::text as role, "
             "to_regclass('pg_temp.scratch')::text as scratch, "
             "(select count(*) from pg_listening_channels()) as channels, "
             "(select count(*) from pg_prepared_statements) as prepared")
    scratch = "create temporary table scratch (i int); "
    changes = f"set role pawl_test_app; {scratch} listen channel; prepare plan as select 1; "
    db.write({"0001_transaction": f"{changes} create table owned (i int)",
              "0002_after": trace.format("after_transaction"),
              "0003_steps": f"-- pawl: no-transaction\n{changes.replace(scratch, '')}\n"
                            "create table owned_too (i int);\n"
                            "insert into owned_too values (1);\nvacuum owned_too;\n",
              "0004_after": trace.format("after_steps")})
    run = db.up()
    assert run.exit == 0, run
    for table in ("after_transaction", "after_steps"):
        assert db.query(f"select * from {table}") == [["postgres", None, "0", "0"]], table
    assert db.query("select distinct tableowner from pg_tables where tablename like 'owned%'") == [
        ["pawl_test_app"]]


@on(*POSTGRES)
def test_advisory_locks_of_a_file_end_with_it(db):
    """But not pawl's: while the last file works, nobody else gets the lock."""
    taken = ("select pg_advisory_lock(1); select pg_advisory_lock(1); select pg_advisory_lock(2, 3); "
             "select pg_advisory_lock_shared(-4); select pg_advisory_lock_shared(-5, -6); "
             "select pg_try_advisory_lock(-7); ")
    count = ("select count(*) as held from pg_locks where locktype = 'advisory' "
             "and pid = pg_backend_pid()")
    db.write({"0001_transaction": f"{taken} create table during as {count}",
              "0002_after": f"create table after_transaction as {count}",
              "0003_steps": f"-- pawl: no-transaction\n{taken}\ncreate table steps as {count};\n",
              "0004_after": f"create table after_steps as {count}; select pg_sleep(3)"})
    with killed_afterwards(db.start("up")) as process:
        wait_until(lambda: sleeping(db))
        run = db.pawl("up", "--lock-wait", "0")
        assert run.exit == 11, run
        finish(process)
    assert db.value("select held from during") == db.value("select held from steps") == "6"
    assert db.value("select held from after_transaction") == "1"
    assert db.value("select held from after_steps") == "1"


@on(*POSTGRES)
def test_a_run_that_goes_on_has_the_session_of_before(db):
    """SET, SET ROLE, LISTEN, PREPARE and advisory locks are sent again; what would be missing is
    refused before anything ran."""
    db.query("do $$ begin create role pawl_test_app; exception when duplicate_object then null; "
             "end $$; grant all on schema public to pawl_test_app")
    session = ("-- pawl: no-transaction\nset role pawl_test_app;\nset work_mem = '77MB';\n"
               "listen channel;\nprepare plan as select 1;\nselect pg_advisory_lock(1);\n"
               "create table seen (who text, mem text, channels int, plans int, locks int);\n")
    insert = ("insert into seen select current_user, current_setting('work_mem'), "
              "(select count(*) from pg_listening_channels()), "
              "(select count(*) from pg_prepared_statements), (select count(*) from pg_locks "
              "where locktype = 'advisory' and pid = pg_backend_pid());\n")
    db.write({"0001_steps": f"{session}{insert}insert into seen values (1 / 0);\n"})
    assert db.up().exit == 20
    db.write({"0001_steps": f"{session}{insert}{insert}"})
    run = db.up()
    assert run.exit == 0, run
    row = ["pawl_test_app", "77MB", "1", "1", "2"]
    assert db.query("select * from seen") == [row, row]


@on(*POSTGRES)
def test_temporary_objects_in_steps_are_refused(db):
    db.write({"0001_plain": "create table a (i int)",
              "0002_steps": "-- pawl: no-transaction\ncreate table scratch (i int);\n"
                            "create temp table scratch (i int);\ninsert into scratch values (1);\n"})
    run = db.up()
    assert run.exit == 4, run
    assert run.says("0002_steps.sql:3:1", "statement 2 (CREATE TEMPORARY TABLE, line 3)",
                    "gone with the session", "ordinary object"), run
    assert db.tables() == set(), "every file is looked at before the first one runs"
    db.write({"0002_steps": "create temp table scratch (i int); insert into scratch values (1);\n"
                            "create table b as select * from scratch;\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("b") == 1


@on("postgres18")
def test_discard_all_is_refused(db):
    db.write({"0001_a": "-- pawl: no-transaction\ndiscard all;\ncreate table a (i int);\n"})
    run = db.up()
    assert run.exit == 4, run
    assert run.says("gives up pawl's lock", "0001_a.sql:2:1"), run


@on(*POSTGRES)
def test_unlock(db):
    run = db.pawl("unlock")
    assert run.exit == 0 and run.says("nobody holds the lock"), run
    with Session(db) as other:
        take_lock(other)
        run = db.pawl("unlock")
        assert run.exit == 0, run
        assert run.says("the lock is free", f"backend {other.pid}"), run
        assert db.query(f"select 1 from pg_stat_activity where pid = {other.pid}") == []


@on(*POSTGRES)
def test_unlock_leaves_a_holder_at_work_alone(db):
    db.write({"0001_slow": "create table a (i int); select pg_sleep(4)"})
    with killed_afterwards(db.start("up")) as process:
        wait_until(lambda: sleeping(db))
        run = db.pawl("unlock")
        assert run.exit == 11, run
        assert run.says("is at work", "running for", f"pg_terminate_backend({backend(db)})"), run
        assert finish(process).exit == 0
    assert db.journal() == [("applied", "0001_slow", 2)]


@on(*POSTGRES)
def test_the_lock_of_a_killed_runner_goes_with_its_statement(db):
    db.write({"0001_slow": "create table a (i int); select pg_sleep(3)"})
    process = db.start("up")
    wait_until(lambda: sleeping(db))
    process.kill()
    process.communicate()
    run = db.up()
    assert run.exit == 0, run
    assert run.says("pg_sleep", "running for"), run
    assert db.journal() == [("applied", "0001_slow", 2)]


# Behind a transaction pooler.


def pooled(test):
    """A test of a Database and the URL of a pooler in front of it, for each server."""
    def run(db):
        with PgBouncer(db.server) as bouncer:
            test(db, bouncer.url(db.name))
            assert db.query("select 1 from pg_locks where locktype = 'advisory' and database = "
                            "(select oid from pg_database where datname = current_database())") == []
    run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
    for name in POSTGRES:
        on(name)(run)
        full = f"{test.__name__}_{name}"
        globals()[full] = run.__globals__[full]
    return None


@pooled
def test_advisory_locks_behind_a_pooler(db, url):
    """Those of a transaction do not stay with the pooler's backend; none can hold for a file."""
    db.write({"0001_transaction": "select pg_advisory_lock(1); create table a (i int)"})
    assert db.up(url=url).exit == 0
    db.write({"0002_steps": "-- pawl: no-transaction\nselect pg_advisory_lock(1);\n"
                            "create table b (i int);\n"})
    run = db.up(url=url)
    assert run.exit == 25, run
    assert run.says("SELECT pg_advisory_lock is about the session", "0002_steps.sql:2:1"), run
    assert not db.has_table("b")


@pooled
def test_a_pooler_makes_the_lock_a_row(db, url):
    db.write({"0001_t": "create table t (i int); insert into t values (1)",
              "0002_own": "set work_mem = '77MB'; begin; insert into t values (2); commit",
              "0003_serializable": "begin isolation level serializable; "
                                   "insert into t values (3); commit",
              "0004_steps": "-- pawl: no-transaction\nset search_path = other, public;\n"
                            "create schema other;\ncreate table u (i int);\n"
                            "insert into u values (4);\n",
              "0005_after": "create table v as select current_setting('work_mem') as mem, "
                            "current_setting('search_path') as path"})
    run = db.up(url=url)
    assert run.exit == 0, run
    assert db.query("select i from t union all select i from other.u order by 1") == [
        ["1"], ["2"], ["3"], ["4"]]
    assert db.query("select * from v") == [["4MB", '"$user", public']]
    assert db.query("select run, who is not null, generation > 0 from pawl_lock") == [
        [None, "t", "t"]]
    assert db.up(url=url).exit == 0


@pooled
def test_a_pooler_and_what_no_transaction_holds(db, url):
    db.write({"0001_t": "create table t (i int)", "0002_i": "create index concurrently i on t (i)"})
    run = db.up(url=url)
    assert run.exit == 25, run
    assert run.says("transaction pooler", "directly", "0002_i.sql:1:1"), run
    assert db.journal()[0] == ("applied", "0001_t", 1)
    run = db.up()
    assert run.exit == 0, run


@pooled
def test_a_role_that_a_file_drops_behind_a_pooler(db, url):
    """The settings that travel with each message are those that still hold."""
    role = f"role_{db.name}"
    db.query(f"create role {role}; grant all on schema public to {role}")
    db.write({"0001_steps": "-- pawl: no-transaction\n"
                            f"set role {role};\ncreate table a (i int);\nreset role;\n"
                            f"alter table a owner to postgres;\ndrop owned by {role};\n"
                            f"drop role {role};\n"
                            "create table b as select current_user as who;\n"})
    run = db.up(url=url)
    assert run.exit == 0, run
    assert db.value("select who from b") == "postgres"


@pooled
def test_two_runners_through_a_pooler(db, url):
    db.write({f"{number:04}_t": f"create table t{number} (i int); select pg_sleep(0.1)"
              for number in range(1, 6)})
    with killed_afterwards(db.start("up", url=url)) as first, \
            killed_afterwards(db.start("up", url=url)) as second:
        runs = [finish(first), finish(second)]
    assert [run.exit for run in runs] == [0, 0], runs
    assert db.value("select count(distinct run) from pawl_journal") == "1"
    assert len(db.journal()) == 5


@pooled
def test_a_lease_whose_table_another_pawl_is_making(db, url):
    """It waits for the other's transaction, then finds the table there."""
    db.write({"0001_t": "create table t (i int)"})
    with Session(db) as other:
        other.ask(f"begin; select pg_advisory_xact_lock({LOCK_CLASS}, 0)")
        other.ask("create table pawl_lock (one boolean primary key default true check (one), "
                  "generation bigint not null default 0, run text, who text, "
                  "taken_at timestamptz, renewed_at timestamptz, lease_ms bigint not null default 0)")
        with killed_afterwards(db.start("up", url=url)) as process:
            wait_until(lambda: db.value("select count(*) from pg_locks where not granted") == "1")
            other.ask("commit")
            run = finish(process)
    assert run.exit == 0, run
    assert db.has_table("t")


@pooled
def test_a_lease_runs_out(db, url):
    db.write({"0001_t": "create table t (i int)"})
    assert db.up(url=url).exit == 0
    db.query("update pawl_lock set run = 'dead', who = 'somebody@gone', taken_at = now(), "
             "renewed_at = clock_timestamp(), lease_ms = 1500")
    db.write({"0002_u": "create table u (i int)"})
    run = db.up(url=url)
    assert run.exit == 0, run
    assert run.says("somebody@gone (run dead", "last seen"), run


@pooled
def test_who_lost_the_lease_cannot_commit(db, url):
    db.write({"0001_t": "create table t (i int)"})
    assert db.up(url=url).exit == 0
    # In between two transactions of its own another run takes the lease: here, the first one's SQL.
    db.write({"0002_thief": "update pawl_lock set run = 'thief', renewed_at = clock_timestamp()",
              "0003_more": "create table more (i int)"})
    run = db.up(url=url)
    assert run.exit == 11, run
    assert run.says("another pawl took the lock"), run
    assert not db.has_table("more")
    assert db.journal()[-1] == ("applied", "0002_thief", 1)
    run = db.pawl("unlock", url=url)
    assert run.exit == 0 and run.says("the lock is free", "thief"), run
    assert db.up(url=url).exit == 0


@pooled
def test_a_transaction_of_the_holder_keeps_the_lease(db, url):
    """However short it is: the row is locked as long as a transaction is under way."""
    db.write({"0001_slow": "create table a (i int); select pg_sleep(8)"})
    with killed_afterwards(db.start("up", "--lock-lease", "1", url=url)) as process:
        wait_until(lambda: sleeping(db))
        time.sleep(1.2)
        run = db.pawl("unlock", url=url)
        assert run.exit == 11, run
        second = db.up(url=url)
        first = finish(process)
    assert (first.exit, second.exit) == (0, 0), (first, second)
    assert db.journal() == [("applied", "0001_slow", 2)]


@on(*POSTGRES)
def test_a_pooler_that_keeps_sessions_apart_needs_no_lease(db):
    with PgBouncer(db.server, "session") as bouncer:
        url = bouncer.url(db.name)
        db.write({"0001_t": "create table t (i int)",
                  "0002_i": "create index concurrently i on t (i)"})
        with killed_afterwards(db.start("up", url=url)) as first, \
                killed_afterwards(db.start("up", url=url)) as second:
            runs = [finish(first), finish(second)]
    assert [run.exit for run in runs] == [0, 0], runs
    assert not db.has_table("pawl_lock")
    assert db.value("select count(distinct run) from pawl_journal") == "1"

"""What became of a statement that no transaction holds, when nobody noted it."""

from tests.integration.databases import POSTGRES, Database, finish, on
from tests.integration.sessions import Session, backend, killed_afterwards, wait_until
from tests.proxy import Cut, Proxy

TABLE = "create table t (i int); insert into t select generate_series(1, 1000)"


def waits_for_a_lock(db) -> bool:
    return db.query("select 1 from pg_stat_activity where pid = "
                    f"{backend(db) or 0} and wait_event_type = 'Lock'") != []


def cut_short(db, in_the_way, *, backend_too=True):
    """A run of pawl that is killed while `in_the_way` of another session holds its statement up,
    and if it has to be its backend, too. Then the way is free, and the next run."""
    with Session(db) as other:
        other.ask(f"begin; {in_the_way}")
        with killed_afterwards(db.start("up", "--lock-timeout", "0")) as process:
            wait_until(lambda: waits_for_a_lock(db))
            pid = backend(db)
            process.kill()
            process.wait()
        if backend_too:
            db.query(f"select pg_terminate_backend({pid})")
            wait_until(lambda: not db.query(f"select 1 from pg_stat_activity where pid = {pid}"))
            other.ask("rollback")
            return db.up()
        with killed_afterwards(db.start("up")) as process:
            # The dead runner's backend works on, so it holds the lock, and the next one was told.
            wait_until(lambda: db.query(
                "select 1 from pg_stat_activity where datname = current_database() "
                f"and application_name like 'pawl %' and pid <> {pid} and state = 'idle' "
                "and query like '%pg_try_advisory_lock%'"))
            other.ask("rollback")
            return finish(process)


def indexes(db) -> list[list[str]]:
    return db.query("select c.relname, i.indisvalid from pg_index i join pg_class c "
                    "on c.oid = i.indexrelid where i.indrelid = 't'::regclass order by 1")


@on(*POSTGRES)
def test_a_half_built_index_is_built_again(db):
    db.write({"0001_t": TABLE})
    assert db.up().exit == 0
    db.write({"0002_i": "create index concurrently t_i on t (i)",
              "0003_after": "create table after_it (i int)"})
    run = cut_short(db, "insert into t values (0)")
    assert run.exit == 0, run
    assert run.says("not valid", '"0002_i" 1/1: drop index concurrently public.t_i'), run
    assert indexes(db) == [["t_i", "t"]]
    assert db.journal()[-2:] == [("applied", "0002_i", 1), ("applied", "0003_after", 1)]


@on(*POSTGRES)
def test_an_index_that_the_server_went_on_to_build(db):
    db.write({"0001_t": TABLE})
    assert db.up().exit == 0
    db.write({"0002_i": "create index concurrently on t (i)"})
    run = cut_short(db, "insert into t values (0)", backend_too=False)
    assert run.exit == 0, run
    assert run.says("create index concurrently", "running for", "is there and valid"), run
    assert indexes(db) == [["t_i_idx", "t"]]
    assert [row[0] for row in db.journal() if row[1] == "0002_i"] == ["applied"]


@on(*POSTGRES)
def test_an_index_that_cannot_be(db):
    """It fails for certain, so what it left is undone at once."""
    db.write({"0001_t": f"{TABLE}; insert into t values (1)",
              "0002_i": "create unique index concurrently t_u on t (i)"})
    run = db.up()
    assert run.exit == 20, run
    assert run.says("could not create unique index", "drop index concurrently"), run
    assert indexes(db) == []
    assert db.journal()[-1] == ("failed", "0002_i", 1)
    db.query("delete from t where ctid in (select max(ctid) from t where i = 1)")
    run = db.up()
    assert run.exit == 0, run
    assert indexes(db) == [["t_u", "t"]]


@on(*POSTGRES)
def test_if_not_exists_is_not_content_with_half_an_index(db):
    db.write({"0001_t": f"{TABLE}; insert into t values (1)"})
    assert db.up().exit == 0
    with Session(db) as other:  # psql ends at the error, the index stays
        other.tell("create unique index concurrently t_u on t (i)")
        wait_until(lambda: indexes(db) == [["t_u", "f"]] and not db.query(
            f"select 1 from pg_stat_activity where pid = {other.pid}"))
    db.query("delete from t where ctid in (select max(ctid) from t where i = 1)")
    db.write({"0002_i": "create unique index concurrently if not exists t_u on t (i)"})
    run = db.up()
    assert run.exit == 0, run
    assert indexes(db) == [["t_u", "t"]]
    assert run.says("an invalid index of that name was there"), run


@on(*POSTGRES)
def test_the_names_of_a_file_with_its_own_search_path(db):
    db.write({"0001_t": "create schema other; create table other.t (i int); create table t (i int)"})
    assert db.up().exit == 0
    db.write({"0002_i": "set search_path = other;\ncreate index concurrently t_i on t (i)"})
    run = cut_short(db, "insert into other.t values (0)")
    assert run.exit == 0, run
    assert run.says("drop index concurrently other.t_i"), run
    assert db.query("select schemaname, indexname from pg_indexes where indexname = 't_i'") == [
        ["other", "t_i"]]
    assert db.value("select bool_and(indisvalid) from pg_index") == "t"


@on(*POSTGRES)
def test_half_of_a_drop(db):
    db.write({"0001_t": f"{TABLE}; create index t_i on t (i)"})
    assert db.up().exit == 0
    db.write({"0002_drop": "drop index concurrently t_i"})
    run = cut_short(db, "insert into t values (0)")
    assert run.exit == 0, run
    assert indexes(db) == []


@on(*POSTGRES)
def test_half_of_a_rebuild(db):
    db.write({"0001_t": f"{TABLE}; create index t_i on t (i); create index t_j on t (i)"})
    assert db.up().exit == 0
    db.write({"0002_reindex": "reindex table concurrently t"})
    run = cut_short(db, "insert into t values (0)")
    assert run.exit == 0, run
    assert indexes(db) == [["t_i", "t"], ["t_j", "t"]]
    assert run.says("_ccnew"), run


@on(*POSTGRES)
def test_half_of_a_detach(db):
    db.write({"0001_t": "create table t (i int) partition by range (i);"
                        "create table t_1 partition of t for values from (0) to (9);"
                        "insert into t values (1)"})
    assert db.up().exit == 0
    db.write({"0002_detach": "alter table t detach partition t_1 concurrently"})
    run = cut_short(db, "select * from t")
    assert run.exit == 0, run
    assert run.says("finalize"), run
    assert db.query("select 1 from pg_inherits") == []
    assert db.count("t_1") == 1 and db.count("t") == 0


@on(*POSTGRES)
def test_what_may_be_repeated(db):
    db.write({"0001_t": TABLE})
    assert db.up().exit == 0
    db.write({"0002_vacuum": "vacuum t"})
    run = cut_short(db, "lock table t")
    assert run.exit == 0, run
    assert run.says("Running VACUUM once more comes to the same"), run


@on(*POSTGRES)
def test_code_that_commits_on_its_way(db):
    db.write({"0001_t": "create table t (i int); create table gate (i int)"})
    assert db.up().exit == 0
    block = "do $$ begin insert into t values (1); commit; lock table gate; end $$;\n"
    db.write({"0002_do": block})
    run = db.up()
    assert run.exit == 20 and run.says('"-- pawl: no-transaction" its statements'), run
    assert db.count("t") == 0
    mark = "-- pawl: no-transaction\n"
    db.write({"0002_do": f"{mark}{block}"})
    run = cut_short(db, "lock table gate")
    assert run.exit == 22, run
    assert run.says("DO may commit on its way", "done-when", "pawl resolve 0002_do:1"), run
    assert db.count("t") == 1
    run = db.pawl("explain")
    assert run.says("may commit on its way"), run
    # Its author can say how to tell.
    db.write({"0002_do": f"{mark}-- pawl: done-when select exists (select from t)\n{block}"})
    run = db.up()
    assert run.exit in (0, 21), run
    if run.exit == 0:
        assert db.count("t") == 1


@on(*POSTGRES)
def test_explain_sees_what_still_runs(db):
    db.write({"0001_t": TABLE})
    assert db.up().exit == 0
    db.write({"0002_i": "-- pawl: no-transaction\ncreate table made (i int);\n"
                        "create index concurrently t_i on t (i)"})
    with Session(db) as other:
        other.ask("begin; insert into t values (0)")
        with killed_afterwards(db.start("up", "--lock-timeout", "0")) as process:
            wait_until(lambda: waits_for_a_lock(db))
            run = db.pawl("explain")
            assert run.exit == 0, run
            assert run.says("create index concurrently t_i on t", "running for",
                            "table public.made", "no view or foreign key uses it",
                            "index public.t_i: not valid"), run
            other.ask("rollback")
            assert finish(process).exit == 0


@on(*POSTGRES)
def test_what_the_server_refuses_in_a_transaction_runs_alone(db):
    """An extension may bring such statements; this function stands for one of them."""
    db.query("create function alone() returns int language plpgsql as $$ begin "
             "if (select query from pg_stat_activity where pid = pg_backend_pid()) like 'begin%' then "
             "raise 'cannot run inside a transaction block' using errcode = '25001'; end if; "
             "return 1; end $$")
    db.write({"0001_a": "-- pawl: no-transaction\ncreate table a as select 1 as i;\n"
                        "insert into a select 1 + alone();\n"
                        "insert into a values (3);\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select i from a order by i") == [["1"], ["2"], ["3"]]
    assert db.query("select event, next_statement from pawl_journal order by seq") == [
        ["done", "0"], ["begin", "2"], ["done", "0"], ["applied", "0"]]


@on(*POSTGRES)
def test_a_signal_in_the_middle_of_a_build(db):
    """The backend is told to stop; what it leaves is mended, by this run or the next."""
    db.write({"0001_t": TABLE})
    assert db.up().exit == 0
    db.write({"0002_i": "create index concurrently t_i on t (i)"})
    with Session(db) as other:
        other.ask("begin; insert into t values (0)")
        with killed_afterwards(db.start("up", "--lock-timeout", "0")) as process:
            wait_until(lambda: waits_for_a_lock(db))
            process.terminate()
            run = finish(process, 20)
            assert run.exit == 12, run
        other.ask("rollback")
    run = db.up()
    assert run.exit == 0, run
    assert indexes(db) == [["t_i", "t"]]


@on("postgres18")
def test_a_build_that_waits_too_long_names_who_is_in_the_way(db):
    db.write({"0001_t": TABLE})
    assert db.up().exit == 0
    db.write({"0002_i": "create index concurrently t_i on t (i)"})
    with Session(db) as other:
        other.ask("begin; lock table t")
        run = db.up("--lock-timeout", "0.5")
        assert run.exit == 11, run
        assert run.says("Held up by postgres@127.0.0.1", f"backend {other.pid}", "lock table t",
                        "did not take effect"), run
        other.ask("rollback")
    assert db.up().exit == 0
    assert indexes(db) == [["t_i", "t"]]


# Answers that are lost, everywhere.

NASTY = {
    "0001_t": "create table t (i int); insert into t values (1)",
    "0002_own": "set work_mem = '8MB'; begin; insert into t values (2); commit;",
    "0003_steps": "-- pawl: no-transaction\nset work_mem = '9MB';\ninsert into t values (3);\n"
                  "create index concurrently t_i on t (i);\ninsert into t values (4);\n"
                  "create type e as enum ('a');\nalter type e add value 'b';\n"
                  "insert into t values (5);\n",
    "0004_index": "create index concurrently t_j on t (i);\nreindex table concurrently t;\n"
                  "drop index concurrently t_i",
    "0005_vacuum": "vacuum t",
    "0006_after": "insert into t values (6)",
}


def contents(db):
    return (db.query("select i from t order by i"), indexes(db),
            db.query("select enumlabel from pg_enum order by enumsortorder"))


def lost_answers(db, how):
    """Each answer of a whole run is lost once: the runs after it need nobody's help, and come to
    the same as an unbroken run."""
    with Proxy(db.server.port) as proxy:
        db.write(NASTY)
        assert db.up(url=proxy.url(db.url)).exit == 0
        want, moments = contents(db), proxy.round_trips
        exits = []
        for moment in range(1, moments + 1):
            with Database(db.server) as victim:
                victim.write(NASTY)
                proxy.reset()
                proxy.plan = {1: Cut(after_requests=moment, how=how)}
                runs = [victim.up("--connect-timeout", "5", url=proxy.url(victim.url))]
                while runs[-1].exit != 0 and len(runs) < 4:
                    runs.append(victim.up())
                assert runs[-1].exit == 0, (moment, runs)
                assert contents(victim) == want, (moment, runs, contents(victim))
                exits.append(runs[0].exit)
    assert set(exits) <= {0, 10}, exits
    assert exits.count(10) > len(NASTY), exits
    print(f"{moments} answers lost: {exits.count(10)} runs stopped, {exits.count(0)} went on")


@on(*POSTGRES)
def test_every_answer_can_be_lost(db):
    """Abruptly, and in order; which it is makes no difference to the server."""
    lost_answers(db, "rst" if db.server.name == "postgres15" else "fin")


@on("postgres18")
def test_every_commit_can_be_cut_before_it_arrives(db):
    """Whatever part of a message reaches the server: what it did not get, it did not run."""
    files = {"0001_t": "create table t (i int)", "0002_a": "insert into t values (1)",
             "0003_own": "begin; insert into t values (2); commit",
             "0004_shared": "-- pawl: no-transaction\ninsert into t values (3);\n"}
    with Proxy(db.server.port) as proxy:
        db.write(files)
        assert db.up(url=proxy.url(db.url)).exit == 0
        total = proxy.client_bytes
        for sent in range(total // 40, total, total // 40):
            with Database(db.server) as victim:
                victim.write(files)
                proxy.reset()
                proxy.plan = {1: Cut(after_client_bytes=sent)}
                first = victim.up("--connect-timeout", "5", url=proxy.url(victim.url))
                run = victim.up()
                assert run.exit == 0, (sent, first, run)
                assert victim.query("select i from t order by i") == [["1"], ["2"], ["3"]], (
                    sent, first, run)

"""A statement of which nobody noted what became of it: `pawl up` looks, mends, and goes on.

The doubt is made by hand. pawl runs the migration; then the journal is cut behind the row that
announces the statement, under the name of another run, so that the server's query log says
nothing about it; and a client brings the database to the state that a crash would have left.
"""

import dataclasses
import time

from tests.integration.databases import CLICKHOUSE, EMBEDDED, Database, finish, on

ALL = CLICKHOUSE + EMBEDDED
COLUMNS = "seq, entry, at"  # the others are aliases
A = "CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i"
TEN_IN_A = [A, "INSERT INTO a SELECT number FROM numbers(10)"]


def forget(db, number: int = 1) -> None:
    """The journal as a runner leaves it that is killed while statement `number` is under way."""
    db.query("RENAME TABLE pawl_journal TO journal_of_before",
             "CREATE TABLE pawl_journal AS journal_of_before",
             f"INSERT INTO pawl_journal (generation, run, {COLUMNS}) "
             f"SELECT generation, 'feedfacefeedface', {COLUMNS} FROM journal_of_before "
             f"WHERE seq <= {number}",
             "DROP TABLE journal_of_before")


def verdicts(db) -> list[str]:
    rows = db.query("SELECT detail FROM pawl_journal WHERE detail LIKE 'verdict: %' "
                    "ORDER BY generation, run, seq")
    return [row[0].removeprefix("verdict: ") for row in rows]


def let_grow_up(db) -> None:
    """Of a server that is younger than this it cannot be told whether it was started anew."""
    while not db.is_embedded and int(db.query("SELECT uptime()")[0][0]) < 4:
        time.sleep(0.1)


@dataclasses.dataclass(frozen=True)
class Case:
    statement: str
    verdict: str  # how the journal's detail begins
    tables: str = ""  # what is there afterwards, pawl's own tables apart
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # what makes the state of the crash, beginning with the full effect
    number: int = 1  # of the statement that is in doubt
    exit: int = 0
    rows: tuple[str, int] | None = None  # table, count


def tables(db) -> str:
    return " ".join(sorted(name for name in db.tables() if not name.startswith(("pawl_", ".inner_id"))))


def check(db, case: Case) -> None:
    with Database(db.server) as victim:
        if case.before:
            victim.query(*case.before)
        let_grow_up(victim)
        victim.write({"0001_x": case.statement})
        run = victim.up()
        assert run.exit == 0, (case, run)
        forget(victim, case.number)
        if case.after:
            victim.query(*case.after)

        run = victim.up()

        assert run.exit == case.exit, (case, run, verdicts(victim))
        assert [text.startswith(case.verdict) for text in verdicts(victim)] == [True], (
            case, run, verdicts(victim))
        assert tables(victim) == case.tables, (case, tables(victim))
        if case.rows:
            assert victim.count(case.rows[0]) == case.rows[1], case
        if case.exit == 0:
            again = victim.up()
            assert again.exit == 0 and "skipped 1" in again.output, (case, again)


def check_all(db, *cases: Case) -> None:
    for case in cases:
        check(db, case)


def is_old(db) -> bool:
    return db.server.name == "clickhouse18"


def bring_back(db, name: str) -> str:
    """The statement that takes DROP TABLE back."""
    return f"UNDROP TABLE {name}" if not is_old(db) else A.replace(" a ", f" {name} ")


@on(*ALL)
def test_what_is_created(db):
    view = "CREATE MATERIALIZED VIEW v TO b AS SELECT i FROM a"
    both = (A, A.replace(" a ", " b "))
    check_all(
        db,
        Case(A, "took effect", "a"),
        Case(A, "did not take effect", "a", after=("DROP TABLE a",)))
    if db.is_embedded:  # the same server as 26.x, but each query is a process
        return
    check_all(
        db,
        Case(view, "took effect", "a b v", both),
        Case(view, "did not take effect", "a b v", both, ("DROP TABLE v",)),
        Case("CREATE VIEW IF NOT EXISTS v AS SELECT i FROM a", "took effect", "a v", (A,)))


@on(*ALL)
def test_what_is_created_with_rows(db):
    # 18.16 shows the table before it is full, so it is made again; 26.7 does not.
    kept = "did not take effect" if is_old(db) else "took effect"
    select = "CREATE TABLE c ENGINE = MergeTree ORDER BY i AS SELECT i FROM a"
    populate = "CREATE MATERIALIZED VIEW v ENGINE = MergeTree ORDER BY i POPULATE AS SELECT i FROM a"
    inner = ".inner.v " if is_old(db) else ""
    check_all(
        db,
        Case(select, kept, "a c", tuple(TEN_IN_A), rows=("c", 10)))
    if db.is_embedded:
        return
    check_all(
        db,
        Case(select, "did not take effect", "a c", tuple(TEN_IN_A), ("DROP TABLE c",),
             rows=("c", 10)),
        Case(populate, "did not take effect", inner + "a v", tuple(TEN_IN_A), rows=("v", 10)))


@on("clickhouse18")
def test_an_inner_table_without_its_view_is_dropped(db):
    view = "CREATE MATERIALIZED VIEW v ENGINE = MergeTree ORDER BY i AS SELECT i FROM a"
    check(db, Case(view, "did not take effect", ".inner.v a v", (A,),
                   ("DROP TABLE v", A.replace(" a ", " `.inner.v` "))))


@on("clickhouse26")
def test_what_is_replaced(db):
    replace = "CREATE OR REPLACE TABLE a (x Int8) ENGINE = MergeTree ORDER BY x"
    function = f"CREATE FUNCTION f{db.name} AS x -> x + 1"
    check_all(
        db,
        Case(replace, "took effect", "a", tuple(TEN_IN_A), rows=("a", 0)),
        # Once more, and what was written into the new one is lost.
        Case("CREATE OR REPLACE TABLE b CLONE AS a", "took effect", "a b",
             (*TEN_IN_A, A.replace(" a ", " b ")), ("INSERT INTO b VALUES (11)",), rows=("b", 11)),
        Case(function, "took effect"),
        Case(function.replace(" f", " g"), "did not take effect",
             after=(f"DROP FUNCTION g{db.name}",)))


@on(*CLICKHOUSE)
def test_what_is_dropped(db):
    both = (A, A.replace(" a ", " b "))
    check_all(
        db,
        Case("DROP TABLE a", "took effect", before=(A,)),
        Case("DROP TABLE a", "did not take effect", before=(A,), after=(bring_back(db, "a"),)))
    if not is_old(db):  # which has no DROP of several
        check_all(
            db,
            Case("DROP TABLE a, b", "took effect", before=both),
            Case("DROP TABLE a, b", "took effect", before=both, after=(bring_back(db, "b"),)),
            Case("DROP TABLE a, b", "did not take effect", before=both,
                 after=(bring_back(db, "a"), bring_back(db, "b"))))


@on(*CLICKHOUSE)
def test_what_is_renamed(db):
    before = (A, "CREATE TABLE b (i Int64, j Int64) ENGINE = MergeTree ORDER BY i",
              "INSERT INTO b SELECT number, 1 FROM numbers(3)")
    swap = "RENAME TABLE a TO old, b TO a"
    check_all(
        db,
        Case("RENAME TABLE a TO c", "took effect", "b c", before),
        Case("RENAME TABLE a TO c", "did not take effect", "b c", before, ("RENAME TABLE c TO a",)),
        Case(swap, "took effect", "a old", before, rows=("a", 3)),
        Case(swap, "took effect", "a old", before, ("RENAME TABLE a TO b",), rows=("a", 3)),
        Case(swap, "did not take effect", "a old", before,
             ("RENAME TABLE a TO b", "RENAME TABLE old TO a"), rows=("a", 3)),
        Case(swap, "cannot be told", "a else", before, ("RENAME TABLE old TO else",), exit=22))
    if not is_old(db):
        exchange = "EXCHANGE TABLES a AND b"
        check_all(
            db,
            Case(exchange, "took effect", "a b", before, rows=("a", 3)),
            Case(exchange, "did not take effect", "a b", before, (exchange,), rows=("a", 3)))


@on(*CLICKHOUSE)
def test_what_is_altered(db):
    add = "ALTER TABLE a ADD COLUMN x Int64"
    modify = "ALTER TABLE a MODIFY COLUMN x Int32"
    with_x = (A, add)
    # The definition is the same as before; the values of x are not.
    again = "ALTER TABLE a DROP COLUMN x, ADD COLUMN x Int64"
    filled = (*with_x, "INSERT INTO a (i, x) VALUES (1, 2)")
    check_all(
        db,
        *([] if is_old(db) else [Case(again, "took effect", "a", filled)]),
        Case(add, "took effect", "a", (A,)),
        Case(add, "did not take effect", "a", (A,), ("ALTER TABLE a DROP COLUMN x",)),
        Case(modify, "took effect", "a", with_x),
        Case(modify, "did not take effect", "a", with_x,
             ("ALTER TABLE a MODIFY COLUMN x Int64",)),
        Case("ALTER TABLE a DROP COLUMN x", "took effect", "a", with_x))


@on(*ALL)
def test_bare_names_after_use(db):
    other = f"{db.name}_other"
    script = f"CREATE DATABASE {other}; USE {other}; {A}; DROP DATABASE {other}"
    check_all(
        db,
        # The second row announces the third statement: USE has none.
        Case(script, "did not take effect", number=2, after=(f"CREATE DATABASE {other}",)),
        Case(script, "took effect", number=2,
             after=(f"CREATE DATABASE {other}", A.replace(" a ", f" {other}.a "))))


@on(*CLICKHOUSE)
def test_a_leftover_is_explained(db):
    """The table that another tool's failed attempt left, in the way of our CREATE."""
    db.query(A)
    db.query(A.replace(" a ", " run_v2 "))
    db.query("INSERT INTO run_v2 SELECT number FROM numbers(12)")
    db.query("CREATE MATERIALIZED VIEW v TO a AS SELECT i FROM run_v2")
    db.write({"0001_x": f"{A.replace(' a ', ' b ')}; {A.replace(' a ', ' run_v2 ')}"})
    assert db.up().exit == 20

    run = db.pawl("explain")

    assert run.says(f"{db.name}.run_v2: MergeTree, 12 rows", f"view {db.name}.v reads from it",
                    "the ledger does not say that pawl made it"), run
    assert run.says(f"{db.name}.b: MergeTree, 0 rows"), run
    assert run.output.count("does not say that pawl made it") == 1, run


@on(*CLICKHOUSE)
def test_what_still_runs_is_waited_for_and_the_log_says_that_it_finished(db):
    slow = ("CREATE TABLE c ENGINE = MergeTree ORDER BY i AS SELECT number AS i FROM "
            "numbers(6) WHERE sleepEachRow(1) = 0 SETTINGS max_block_size = 1")
    db.write({"0001_x": slow})
    process = db.start("up", "--lock-lease", "1")
    until = time.monotonic() + 30
    while not db.query("SELECT 1 FROM system.processes WHERE query LIKE 'CREATE TABLE c %'"):
        assert time.monotonic() < until and process.poll() is None, finish(process)
        time.sleep(0.02)
    process.kill()
    finish(process)

    run = db.up()

    assert run.exit == 0, run
    assert run.says("its statement still runs in the server"), run
    assert verdicts(db) == ["took effect. The server's query log says that it finished."]
    assert db.count("c") == 6

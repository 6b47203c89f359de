"""An ALTER of which nobody noted what became of it, tried on an empty copy of its table."""

import re

from tests.integration.databases import CLICKHOUSE, EMBEDDED, Database, finish, on
from tests.integration.test_verdicts_clickhouse import Case, check_all, forget, let_grow_up, verdicts
from tests.proxy import Proxy
from tests.servers import ClickHouse26, ServerError
from tests.torture.faults import Fault, Faults
from tests.torture.process import LOCK

ALL = CLICKHOUSE + EMBEDDED
WIDE = ("CREATE TABLE a (day Date, i Int64, s String, n Int32 DEFAULT 1) ENGINE = MergeTree "
        "PARTITION BY toYYYYMM(day) ORDER BY (i, day)")
ADD = "ALTER TABLE a ADD COLUMN x Int8"
OURS = "took effect. The definition of {0}.a is changed: to what this statement makes of"


def altered(statement: str, *before: str, after: tuple[str, ...] = ()) -> Case:
    return Case(statement, "took effect", "a", before or (WIDE,), after)


def check_alone(db, *cases: Case) -> None:
    """The copy said so, and is gone."""
    for case in cases:
        with Database(db.server) as victim:
            let_grow_up(victim)
            victim.query(*case.before)
            victim.write({"0001_x": case.statement})
            run = victim.up()
            assert run.exit == 0, (case, run)
            forget(victim, case.number)
            run = victim.up()
            assert run.exit == 0, (case, run)
            assert verdicts(victim)[0].startswith(OURS.format(victim.name)), (case, verdicts(victim))
            assert not victim.has_table("pawl_shadow"), case


@on(*ALL)
def test_what_nobody_else_changed(db):
    check_alone(
        db,
        altered("alter table `a` add column x Array(String) default ['a)'] after i, "
                "add column y Int8"))
    if db.is_embedded:  # the same server as 26.x, but each query is a process
        return
    check_alone(
        db,
        altered(ADD),
        altered("ALTER TABLE a MODIFY COLUMN n Int64"),
        altered("ALTER TABLE a MODIFY COLUMN n DEFAULT i + 1"),
        altered("ALTER TABLE a DROP COLUMN s"),
        altered("ALTER TABLE a COMMENT COLUMN s 'it''s (a comment'"))


@on("clickhouse26")
def test_what_nobody_else_changed_on_new_servers(db):
    index = "INDEX k s TYPE bloom_filter(0.01) GRANULARITY 1"
    projection = "PROJECTION p (SELECT i, s ORDER BY s)"
    check_alone(
        db,
        altered(f"ALTER TABLE a ADD {index}"),
        altered("ALTER TABLE a DROP INDEX k", WIDE, f"ALTER TABLE a ADD {index}"),
        altered("CREATE INDEX k ON a (s) TYPE minmax"),
        altered(f"ALTER TABLE a ADD {projection}"),
        altered("ALTER TABLE a MODIFY TTL day + INTERVAL 1 YEAR"),
        altered("ALTER TABLE a REMOVE TTL", WIDE, "ALTER TABLE a MODIFY TTL day + INTERVAL 1 YEAR"),
        altered("ALTER TABLE a MODIFY SETTING merge_max_block_size = 4096"),
        altered("ALTER TABLE a MODIFY COMMENT 'x'"),
        altered("ALTER TABLE a ADD CONSTRAINT c CHECK i > 0"),
        altered("ALTER TABLE a RENAME COLUMN s TO t"),
        altered("ALTER TABLE a ADD COLUMN z Int8, MODIFY ORDER BY (i, day, z)"),
        altered("ALTER TABLE a (ADD COLUMN x Int8), (ADD COLUMN y Int8)"),
        # What the file SETs counts for the copy, too.
        Case("SET flatten_nested = 0; ALTER TABLE a ADD COLUMN q Nested(x Int8, y Int8)", "", "a",
             (WIDE,)))


@on(*ALL)
def test_what_somebody_else_changed(db):
    """Instead of this statement, or besides it: a person has to say which."""
    other = "ALTER TABLE a ADD COLUMN other Int8"
    check_all(
        db,
        Case(ADD, "cannot be told", "a", (WIDE,), ("ALTER TABLE a DROP COLUMN x", other), exit=22))
    if db.is_embedded:
        return
    check_all(
        db,
        Case(ADD, "cannot be told", "a", (WIDE,), (other,), exit=22),
        Case(ADD, "cannot be told", "a", (WIDE,), ("ALTER TABLE a MODIFY COLUMN x Int64",), exit=22),
        Case(ADD, "did not take effect", "a", (WIDE,), ("ALTER TABLE a DROP COLUMN x",)),
        # There was nothing to modify before somebody else added it.
        Case("ALTER TABLE a DROP COLUMN s", "cannot be told", "a", (WIDE,),
             ("ALTER TABLE a ADD COLUMN s String",), exit=22))


@on(*ALL)
def test_where_there_is_no_copy(db):
    """What keeps it from being made is part of the evidence; out of the way, it is made."""
    with Database(db.server) as victim:
        victim.query(WIDE)
        victim.write({"0001_x": ADD})
        assert victim.up().exit == 0
        forget(victim)
        victim.query("CREATE TABLE pawl_shadow (i Int64) ENGINE = MergeTree ORDER BY i",
                     "INSERT INTO pawl_shadow SELECT 1")
        run = victim.up()
        assert run.exit == 22, run
        assert run.says("a table pawl_shadow that pawl did not make is there: rename it."), run
        assert victim.count("pawl_shadow") == 1
        victim.query("RENAME TABLE pawl_shadow TO mine")
        run = victim.up()
        assert run.exit == 0, run
        assert verdicts(victim)[-1].startswith(OURS.format(victim.name)), verdicts(victim)


@on("clickhouse26", *EMBEDDED)
def test_no_copy_of_what_is_no_merge_tree(db):
    memory = "CREATE TABLE a (i Int64) ENGINE = Memory"
    db.query(memory)
    db.write({"0001_x": ADD})
    assert db.up().exit == 0
    forget(db)
    run = db.pawl("explain")
    assert run.says("cannot be told", "its definition is kept as a hash"), run
    run = db.up()
    assert run.exit == 22, run
    assert "could not be tried on a copy: its definition is kept as a hash" in verdicts(db)[0]
    run = db.pawl("resolve", "0001_x:1", "--applied")
    assert run.exit == 0 and db.up().exit == 0, run


@on("clickhouse26")
def test_a_table_with_words_that_could_tell_of_secrets(db):
    """A definition with a disk or a key spelled out is kept as a hash; one that names such is not."""
    check_alone(db, altered(ADD, "CREATE TABLE a (i Int64, disk_used Int64, encrypted UInt8) "
                                 "ENGINE = MergeTree ORDER BY i"))
    db.query("CREATE TABLE a (i Int64, s String DEFAULT encrypt('aes-128-ecb', 'x', "
             "'0123456789abcdef')) ENGINE = MergeTree ORDER BY i")
    db.write({"0001_x": ADD})
    assert db.up().exit == 0
    assert "0123456789abcdef" not in str(db.query("SELECT * FROM pawl_journal"))


@on(*ALL)
def test_a_copy_that_a_killed_run_left(db):
    """The next verdict drops it; a dump, and who only asks, leave it alone."""
    db.query(WIDE)
    db.write({"0001_x": ADD})
    assert db.up().exit == 0
    forget(db)
    db.query("CREATE TABLE pawl_shadow (i Int64) ENGINE = MergeTree ORDER BY i")
    run = db.pawl("explain")
    assert run.says("took effect", f"The definition of {db.name}.a is changed.",
                    "tries the statement on an empty copy"), run
    assert db.has_table("pawl_shadow")
    run = db.pawl("dump")
    assert run.exit == 0 and not run.says("pawl_shadow"), run
    run = db.up()
    assert run.exit == 0, run
    assert verdicts(db)[0].startswith(OURS.format(db.name)), verdicts(db)
    assert not db.has_table("pawl_shadow")



@on(*CLICKHOUSE)
def test_a_run_that_is_killed_at_its_copy(db):
    """Once it is made, once it is changed, once it is dropped."""
    def doubtful(victim) -> None:
        victim.query(WIDE)
        victim.write({"0001_x": ADD})
        assert victim.up().exit == 0
        forget(victim)

    def up(victim, fault: Fault | None) -> tuple[list[int], bool]:
        process = []

        def strike() -> None:
            process[0].kill()
            process[0].wait()

        faults = Faults("http", fault, strike)
        with Proxy(victim.server.port, connection_type=faults.connection) as proxy:
            process.append(victim.start("up", url=proxy.url(victim.url), env=LOCK))
            run = finish(process[0])
        faults.settle()
        assert not faults.errors, faults.errors
        assert run.exit == (-9 if fault else 0), run
        return [number for number, message in enumerate(faults.messages, 1)
                if re.match(r"(CREATE|ALTER|DROP) TABLE \S*pawl_shadow", message.label
                            .replace("IF EXISTS ", ""))], victim.has_table("pawl_shadow")

    with Database(db.server) as victim:
        doubtful(victim)
        struck, left = up(victim, None)
        assert len(struck) == 3 and not left, struck
    for number, stays in zip(struck, (True, True, False)):
        with Database(db.server) as victim:
            doubtful(victim)
            assert up(victim, Fault("kill_after", step=1, at=number))[1] == stays, number
            run = victim.pawl("explain")
            assert run.exit == 0 and not run.says("pawl_shadow"), run
            run = victim.up(env=LOCK)
            assert run.exit == 0, run
            assert verdicts(victim)[0].startswith(OURS.format(victim.name)), verdicts(victim)
            assert not victim.has_table("pawl_shadow")


class Special(ClickHouse26):
    """With a user who may do all but make a copy, with named collections, and with a Keeper: in
    memory, and enough for the definitions of replicated tables. For want of a port for replicas
    they stay read-only."""

    def _prepare(self) -> None:
        super()._prepare()
        file = self.folder / "config.xml"
        file.write_text(file.read_text().replace(
            "</clickhouse>", "<zookeeper><implementation>testkeeper</implementation></zookeeper>"
                             "</clickhouse>"))

    def _write_users(self, root: str) -> None:
        super()._write_users(root)
        file = self.folder / "users.xml"
        file.write_text(file.read_text().replace(
            "</default>\n", "<named_collection_control>1</named_collection_control></default>\n"
        ).replace(
            "</users>", "<limited><password></password><networks><ip>127.0.0.1</ip></networks>"
                        "<profile>default</profile><quota>default</quota><grants>"
                        "<query>GRANT ALL ON *.*</query>"
                        "<query>REVOKE CREATE TABLE ON app.pawl_shadow</query>"
                        "</grants></limited></users>"))


def test_special_clickhouse26(_):
    with Special() as server:
        app, replicated = Database(server), Database(server)
        app.name = "app"
        with app, replicated:
            _without_the_right(app)
            _replicated(replicated)
            _named_collections(replicated)


def _without_the_right(db) -> None:
    """A person is told what to grant; then the next run can tell."""
    url = db.url.replace("//default@", "//limited@")
    assert url != db.url
    db.query(WIDE)
    db.write({"0001_x": ADD})
    run = db.up(url=url)
    assert run.exit == 0, run
    forget(db)
    for _ in range(2):
        run = db.up(url=url)
        assert run.exit == 22, run
        assert run.says("this user may not make one. Grant it CREATE TABLE and DROP TABLE on "
                        "app.pawl_shadow, and run `pawl up` again."), run
    assert len(verdicts(db)) == 1 and not db.has_table("pawl_shadow")
    run = db.up()
    assert run.exit == 0, run
    assert verdicts(db)[-1].startswith(OURS.format("app")), verdicts(db)


def _replicated(db) -> None:
    """The copy is no replica of it: it is made although the table has its place in Keeper."""
    columns = "(day Date, i Int64, v UInt64{0})"
    engine = "ENGINE = ReplicatedReplacingMergeTree('/tables/{0}', 'one', v) ORDER BY i"
    uuid = "00000000-0000-4000-8000-00000000000{0}"

    def make(number: int, path: str, more: str = "") -> None:
        db.query(f"CREATE TABLE r{number} UUID '{uuid.format(number)}' {columns.format(more)} "
                 f"{engine.format(path)}")

    # It cannot be altered here: what stands for that is a table of the same uuid, elsewhere.
    make(1, "a")
    make(2, "b")
    db.write({"0001_x": "ALTER TABLE r1 ADD COLUMN x Int8 DEFAULT 3 AFTER i"})
    run = db.up()
    assert run.exit == 20 and run.says("readonly"), run
    forget(db)
    db.query("DROP TABLE r1 SYNC")
    make(1, "c", ", other Int8")
    run = db.up()
    assert run.exit == 22 and run.says("nor what this statement makes of it"), run
    db.query("DROP TABLE r1 SYNC")
    db.query(f"CREATE TABLE r1 UUID '{uuid.format(1)}' (day Date, i Int64, x Int8 DEFAULT 3, v UInt64) "
             f"{engine.format('d')}")
    run = db.up()
    assert run.exit == 0, run
    assert verdicts(db)[-1].startswith(OURS.format(db.name).replace(".a is", ".r1 is")), verdicts(db)
    assert not db.has_table("pawl_shadow")
    db.query("SYSTEM FLUSH LOGS")
    made = db.query("SELECT query FROM system.query_log WHERE type = 'QueryFinish' AND "
                    "query LIKE 'CREATE TABLE %pawl_shadow%'")
    assert len(made) >= 2, made
    assert not [row for row in made if "Replicated" in row[0] and db.name in row[0]], made


def _named_collections(db) -> None:
    """They belong to the server, not to a database."""
    gone, there = "DROP NAMED COLLECTION IF EXISTS n", "CREATE NAMED COLLECTION n AS a = 1, b = 2"
    alter, refused = "ALTER NAMED COLLECTION n SET c = 3 DELETE a", "Cannot delete key"
    check_all(
        db,
        Case(there, "took effect", before=(gone,)),
        Case(there, "did not take effect", before=(gone,), after=(gone,)),
        Case("DROP NAMED COLLECTION n", "took effect", before=(gone, there)),
        Case("DROP NAMED COLLECTION n", "did not take effect", before=(gone, there), after=(there,)),
        Case(alter, "took effect", before=(gone, there)),
        Case(alter, "did not take effect", before=(gone, there), after=(gone, there)))
    try:
        db.query(alter)
    except ServerError as error:
        assert refused in str(error), error
    else:
        assert False, "it may run twice"
    db.query(gone)

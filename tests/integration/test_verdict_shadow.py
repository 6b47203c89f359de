"""An ALTER of which nobody noted what became of it, tried on an empty copy of its table."""

from tests.integration.databases import CLICKHOUSE, EMBEDDED, Database, on
from tests.integration.test_verdicts_clickhouse import Case, check_all, forget, verdicts

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
            for sql in case.before:
                victim.query(sql)
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
        altered(ADD),
        altered("alter table `a` add column x Array(String) default ['a)'] after i, "
                "add column y Int8"),
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
        Case(ADD, "cannot be told", "a", (WIDE,), ("ALTER TABLE a DROP COLUMN x", other), exit=22),
        Case(ADD, "cannot be told", "a", (WIDE,), (other,), exit=22),
        Case(ADD, "cannot be told", "a", (WIDE,), ("ALTER TABLE a MODIFY COLUMN x Int64",), exit=22),
        Case(ADD, "did not take effect", "a", (WIDE,), ("ALTER TABLE a DROP COLUMN x",)),
        # There was nothing to modify before somebody else added it.
        Case("ALTER TABLE a DROP COLUMN s", "cannot be told", "a", (WIDE,),
             ("ALTER TABLE a ADD COLUMN s String",), exit=22))


@on(*ALL)
def test_where_there_is_no_copy(db):
    """What keeps it from being made is part of the evidence, and the verdict is the best there is."""
    taken = ("CREATE TABLE pawl_shadow (i Int64) ENGINE = MergeTree ORDER BY i",
             "INSERT INTO pawl_shadow SELECT 1")
    with Database(db.server) as victim:
        victim.query(WIDE)
        victim.write({"0001_x": ADD})
        assert victim.up().exit == 0
        forget(victim)
        for sql in taken:
            victim.query(sql)
        run = victim.up()
        assert run.exit == 0, run
        assert verdicts(victim)[0].startswith("took effect"), verdicts(victim)
        assert "a table pawl_shadow that pawl did not make is there" in verdicts(victim)[0]
        assert victim.count("pawl_shadow") == 1


@on("clickhouse26", *EMBEDDED)
def test_no_copy_of_what_is_no_merge_tree(db):
    memory = "CREATE TABLE a (i Int64) ENGINE = Memory"
    db.query(memory)
    db.write({"0001_x": ADD})
    assert db.up().exit == 0
    forget(db)
    run = db.up()
    assert run.exit == 0, run
    assert "could not be tried on a copy: its definition is kept as a hash" in verdicts(db)[0]


@on(*ALL)
def test_a_copy_that_a_killed_run_left(db):
    """The next verdict drops it; a dump, and who only asks, leave it alone."""
    db.query(WIDE)
    db.write({"0001_x": ADD})
    assert db.up().exit == 0
    forget(db)
    db.query("CREATE TABLE pawl_shadow (i Int64) ENGINE = MergeTree ORDER BY i")
    run = db.pawl("explain")
    assert run.says("took effect", f"The definition of {db.name}.a is changed."), run
    assert db.has_table("pawl_shadow")
    run = db.pawl("dump")
    assert run.exit == 0 and not run.says("pawl_shadow"), run
    run = db.up()
    assert run.exit == 0, run
    assert verdicts(db)[0].startswith(OURS.format(db.name)), verdicts(db)
    assert not db.has_table("pawl_shadow")


"""R__ and marked files: after all others, and again whenever their text changed."""

from tests.integration.databases import CLICKHOUSE, EVERY, POSTGRES, on


def log(db):
    return sorted(int(row[0]) for row in db.query("SELECT i FROM log"))


@on(*EVERY)
def test_a_repeatable_file_runs_again_when_it_changed(db):
    db.write({"0001_log": db.create_table("log", "i int"),
              "R__fill": "INSERT INTO log VALUES (1); INSERT INTO log VALUES (2);"})
    assert db.up().exit == 0
    assert db.states() == {"0001_log": "applied", "R__fill": "applied"}
    assert "applied 0, skipped 2" in db.up().stdout
    assert log(db) == [1, 2]

    db.write({"R__fill": "INSERT INTO log VALUES (3); INSERT INTO log VALUES (4);"})
    assert db.states()["R__fill"] == "changed"
    assert db.pawl("verify").exit == 0
    run = db.up()
    assert run.exit == 0 and "applied 1, skipped 1" in run.stdout, run
    assert log(db) == [1, 2, 3, 4]

    # One that comes later is not late because of it, and runs before it.
    db.write({"0002_more": db.create_table("more", "i int"),
              "R__fill": "INSERT INTO log SELECT 5 FROM (SELECT count(*) FROM more) AS m"})
    run = db.up("--out-of-order", "refuse")
    assert run.exit == 0, run
    assert log(db) == [1, 2, 3, 4, 5]
    assert "applied 0, skipped 3" in db.up().stdout


@on(*POSTGRES, *CLICKHOUSE)
def test_a_repeatable_file_goes_on_where_it_failed(db):
    db.write({"0001_log": db.create_table("log", "i int"),
              "R__fill": "-- pawl: no-transaction\nINSERT INTO log VALUES (1);"})
    assert db.up().exit == 0
    db.write({"R__fill": "-- pawl: no-transaction\nINSERT INTO log VALUES (2); "
                         f"{db.create_table('log', 'i int')}; INSERT INTO log VALUES (3)"})
    assert db.up().exit == 20
    assert db.up().exit == 20
    assert db.states()["R__fill"] == "partial", (db.states(), db.journal())
    db.write({"R__fill": "-- pawl: no-transaction\nINSERT INTO log VALUES (2); "
                         "INSERT INTO log VALUES (4); INSERT INTO log VALUES (3)"})
    assert db.up().exit == 0
    assert log(db) == [1, 2, 3, 4]


@on(*EVERY)
def test_a_marked_file_is_repeatable(db):
    mark = "-- fills it\n-- pawl: repeatable\n"
    db.write({"0001_fill": mark + "INSERT INTO log VALUES (1); INSERT INTO log VALUES (2);",
              "0002_log": db.create_table("log", "i int")})
    assert db.up().exit == 0
    assert db.up().says("applied 0, skipped 2")
    db.write({"0001_fill": mark + "INSERT INTO log VALUES (3)"})
    assert db.states()["0001_fill"] == "changed"
    assert db.up().says("applied 1, skipped 1")
    assert log(db) == [1, 2, 3]
    events = [event for event, migration, _ in db.journal() if migration == "0001_fill"]
    assert events.count("reopened") == 1 and events[-1] == "applied", events

    # Without its mark it is an ordinary file, which was edited after it ran.
    db.write({"0001_fill": "INSERT INTO log VALUES (4)"})
    assert db.up().exit == 21
    assert log(db) == [1, 2, 3]


@on(*EVERY)
def test_one_changed_file_after_the_other(db):
    """The row that ends one never announces the other, which is not reopened yet."""
    db.write({"0001_log": db.create_table("log", "i int"),
              "R__1": "INSERT INTO log VALUES (1); INSERT INTO log VALUES (2)",
              "R__2": "INSERT INTO log VALUES (3)"})
    assert db.up().exit == 0
    db.write({"R__1": "INSERT INTO log VALUES (4); INSERT INTO log VALUES (5)",
              "R__2": "INSERT INTO log VALUES (6)"})
    assert db.up().says("applied 2, skipped 1")
    assert log(db) == [1, 2, 3, 4, 5, 6]


@on(*CLICKHOUSE)
def test_data_may_end_before_the_file_does(db):
    db.write({"0001_log": db.create_table("log", "i int") + ";\n"
              "INSERT INTO log FORMAT CSV\n1\n2\n-- pawl: end\n"
              "INSERT INTO log FORMAT JSONEachRow\n{\"i\": 3}\n-- pawl: end\n"
              "INSERT INTO log VALUES (4);\n"})
    run = db.up()
    assert run.exit == 0, run
    assert log(db) == [1, 2, 3, 4]


ALWAYS = "--liquibase formatted sql\n--changeset ann:{0} {1}\n{2};\n"


@on(*POSTGRES, *CLICKHOUSE)
def test_a_changeset_that_runs_always(db):
    db.write({"1_log": ALWAYS.format(1, "", db.create_table("log", "i int")),
              "2_fill": ALWAYS.format(2, "runAlways:true", "INSERT INTO log VALUES (1)"),
              "3_more": ALWAYS.format(3, "", db.create_table("more", "i int"))})
    assert db.up().exit == 0
    assert db.up().says("applied 1, skipped 2")
    assert log(db) == [1, 1]
    assert set(db.states().values()) == {"applied"}
    assert db.pawl("verify").exit == 0 and db.pawl("wait", "--timeout", "0").exit == 0

    # An edit is no drift; until it ran, a release is not in place.
    db.write({"2_fill": ALWAYS.format(2, "runAlways:true", "INSERT INTO log VALUES (2)")})
    assert db.pawl("wait", "--timeout", "0").exit == 13
    assert db.up("--out-of-order", "refuse").exit == 0
    assert log(db) == [1, 1, 2]
    assert db.pawl("new", "next").says("4_next")


@on(*POSTGRES)
def test_a_changeset_that_may_fail(db):
    db.write({"1_log": ALWAYS.format(1, "", db.create_table("log", "i int")),
              "2_may": ALWAYS.format(2, "failOnError:false runAlways:true",
                                     "INSERT INTO log VALUES (1); INSERT INTO more VALUES (1)"),
              "3_after": ALWAYS.format(3, "", "INSERT INTO log VALUES (3)")})
    assert db.pawl("wait", "--timeout", "0").exit == 13
    run = db.up()
    assert run.exit == 0 and 'relation "more" does not exist' in run.stderr, run
    assert log(db) == [3]
    assert db.states() == {"1_log": "applied", "2_may": "pending", "3_after": "applied"}
    assert db.pawl("verify").exit == 0 and db.pawl("wait", "--timeout", "0").exit == 0

    db.query(db.create_table("more", "i int"))
    run = db.up("--out-of-order", "refuse")
    assert run.exit == 0 and run.says("applied 1, skipped 2") and run.stderr == "", run
    assert log(db) == [1, 3]
    db.query("DROP TABLE more")
    assert db.up().exit == 0
    assert log(db) == [1, 3]
    assert db.states()["2_may"] == "pending"


@on(*POSTGRES, *CLICKHOUSE)
def test_what_may_fail_half_way_is_refused(db):
    db.write({"1_log": ALWAYS.format(1, "", db.create_table("log", "i int")),
              "2_may": ALWAYS.format(2, "failOnError:false runInTransaction:false",
                                     "INSERT INTO log VALUES (1); INSERT INTO more VALUES (1)")})
    run = db.up()
    assert run.exit == 4 and "it is no single transaction" in run.stderr, run
    assert not db.has_table("log")

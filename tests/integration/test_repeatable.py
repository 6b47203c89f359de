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

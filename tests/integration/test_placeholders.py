"""Variables in migrations: the server gets values, the ledger and messages never do."""

from tests.integration.databases import CLICKHOUSE, POSTGRES, environment, on


@on(*POSTGRES, *CLICKHOUSE)
def test_a_migration_goes_on_although_a_value_changed(db):
    """Statement 1 ran with another value: it is known by its text in the file."""
    db.write({"0001_fill": "-- pawl: no-transaction\n" + db.create_table("log", "i int") + ";\n"
              "INSERT INTO log VALUES (${FIRST});\nINSERT INTO ${TABLE:-nowhere} VALUES (2)"})
    run = db.up("--placeholders", "on", env=environment(FIRST="1"))
    assert run.exit == 20 and run.says("nowhere"), run
    run = db.up("--placeholders", "on", env=environment(FIRST="7", TABLE="log"))
    assert run.exit == 0, run
    assert sorted(int(row[0]) for row in db.query("SELECT i FROM log")) == [1, 2]


@on(*POSTGRES, *CLICKHOUSE)
def test_a_secret_stays_one(db):
    secret = "open-sesame-7"
    db.write({"0001_secret": "-- pawl: no-transaction\n" + db.create_table("log", "i int") + ";\n"
              "INSERT INTO log SELECT '${SECRET}' + ${MISSING:-nosuchcolumn}"})
    run = db.up("--placeholders", "on", "--verbose", env=environment(SECRET=secret))
    assert run.exit == 20 and secret not in run.output, run
    run = db.pawl("explain", "0001_secret", "--placeholders", "on",
                  env=environment(SECRET=secret))
    assert secret not in run.output, run
    journal = db.query("SELECT * FROM pawl_journal")
    assert secret not in str(journal)

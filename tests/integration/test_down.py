"""pawl down on real servers: to the end, broken off in the middle, and beside an old runner's table."""

from tests.integration.databases import CLICKHOUSE, EMBEDDED, EVERY, POSTGRES, finish, on, signalled
from tests.integration.sessions import killed_afterwards, sleeping, wait_until


def files(db, down):
    """Two migrations of goose: the second one's down part is given."""
    db.write({
        "0001_a": f"-- +goose Up\n{db.create_table('a', 'i int')};\n"
                  "-- +goose Down\nDROP TABLE a;\n",
        "0002_b": f"-- +goose Up\n{db.create_table('b', 'i int')};\n"
                  f"{db.create_table('c', 'i int')};\n-- +goose Down\n{down}\n",
    })


@on(*EVERY)
def test_down_and_up_again(db):
    files(db, "DROP TABLE c;\nDROP TABLE b;")
    before = db.tables()
    assert db.up().exit == 0
    for _ in range(2):
        run = db.pawl("down")
        assert run.exit == 0 and run.says("reverted 1, left 1"), run
        assert {"a", "b", "c"} & db.tables() == {"a"}
        assert db.states() == {"0001_a": "applied", "0002_b": "pending"}
        run = db.up()
        assert run.exit == 0 and run.says("applied 1, skipped 1"), run
    assert db.pawl("down", "--to", "0").exit == 0
    assert {name for name in db.tables() if not name.startswith("pawl_")} == before
    run = db.pawl("down")
    assert run.exit == 0 and run.says("reverted 0, left 0"), run


@on(*POSTGRES)
def test_a_down_part_is_a_transaction(db):
    files(db, "DROP TABLE c;\nDROP TABLE no_such;")
    assert db.up().exit == 0
    run = db.pawl("down")
    assert run.exit == 20 and run.says("rolled back", "Fix the migration and run `pawl down`"), run
    assert db.has_table("c")
    assert db.states() == {"0001_a": "applied", "0002_b": "applied"}
    assert db.up().exit == 0, "nothing is half done"


@on(*POSTGRES)
def test_a_killed_transaction_leaves_nothing(db):
    files(db, "DROP TABLE c;\nSELECT pg_sleep(60);\nDROP TABLE b;")
    assert db.up().exit == 0
    with killed_afterwards(db.start("down")) as process:
        wait_until(lambda: sleeping(db))
        process.kill()
    wait_until(lambda: not db.query("select 1 from pg_stat_activity where state = 'active' and "
                                    "datname = current_database() and pid <> pg_backend_pid()")
               or db.query("select pg_terminate_backend(pid) from pg_stat_activity where "
                           "wait_event = 'PgSleep' and datname = current_database()"))
    assert db.states()["0002_b"] == "applied"
    files(db, "DROP TABLE c;\nDROP TABLE b;")
    run = db.pawl("down")
    assert run.exit == 21, "the file was edited"
    assert db.pawl("down", "--allow-drift").exit == 0
    assert {"a", "b", "c"} & db.tables() == {"a"}


@on("postgres15", "postgres18")
def test_a_signal_between_the_steps(db):
    """In steps: what is done is done, nothing else runs, and down goes on behind it."""
    files(db, "")
    text = (db.dir / "0002_b.sql").read_text()
    down = "DROP TABLE c;\nSELECT pg_sleep(%d);\nDROP TABLE b;\n"
    db.write({"0002_b": f"-- +goose NO TRANSACTION\n{text}{down % 60}"})
    assert db.up().exit == 0
    process = db.start("down")
    with signalled(process, when=lambda: sleeping(db)):
        run = finish(process)
    assert run.exit == 12, run
    assert db.states() == {"0001_a": "applied", "0002_b": "reverting"}
    assert not db.has_table("c") and db.has_table("b")
    run = db.up()
    assert run.exit == 22 and run.says("half reverted", "`pawl down` goes on with it"), run
    assert db.pawl("verify").exit == 21
    # What is not done yet may be mended.
    db.write({"0002_b": f"-- +goose NO TRANSACTION\n{text}{down % 0}"})
    run = db.pawl("down", "--allow-drift")
    assert run.exit == 0, run
    assert {"a", "b", "c"} & db.tables() == {"a"}
    assert db.states() == {"0001_a": "applied", "0002_b": "pending"}


@on(*CLICKHOUSE)
def test_killed_while_a_statement_runs(db):
    """The server goes on with it: the next down waits for it, and each statement took effect once."""
    rows = "(SELECT number FROM system.numbers LIMIT 3)"
    slow = (f"INSERT INTO b SELECT number + sleepEachRow(1) FROM {rows} "
            f"WHERE '{db.name}' != '' SETTINGS max_block_size = 1")
    files(db, f"INSERT INTO c VALUES (1);\n{slow};\nINSERT INTO c VALUES (2);")
    assert db.up().exit == 0
    with killed_afterwards(db.start("down", "--lock-lease", "1")) as process:
        wait_until(lambda: db.value(
            "SELECT count() FROM system.processes WHERE query LIKE "
            f"'INSERT INTO b SELECT number%{db.name}%'") == "1")
        process.kill()
    run = db.up()
    assert run.exit == 22 and run.says("half reverted", "statement 2 of it may or may not"), run
    run = db.pawl("down", "--lock-wait", "60")
    assert run.exit == 0 and run.says('"0002_b" 2/3 took effect'), run
    assert db.query("SELECT i FROM b ORDER BY i") == [["0"], ["1"], ["2"]]
    assert db.query("SELECT i FROM c ORDER BY i") == [["1"], ["2"]]
    assert db.states() == {"0001_a": "applied", "0002_b": "pending"}


@on(*EMBEDDED, *CLICKHOUSE)
def test_a_failure_in_the_middle(db):
    files(db, "DROP TABLE c;\nDROP TABLE no_such;\nDROP TABLE b;")
    assert db.up().exit == 0
    run = db.pawl("down")
    assert run.exit == 20 and run.says("run `pawl down` again: it goes on here"), run
    assert db.states() == {"0001_a": "applied", "0002_b": "reverting"}
    files(db, "DROP TABLE c;\nDROP TABLE b;")
    run = db.pawl("down", "--allow-drift")
    assert run.exit == 0, run
    assert {"a", "b", "c"} & db.tables() == {"a"}


@on("postgres15", "clickhouse18", "clickhouse26")
def test_what_a_person_put_back_is_applied(db):
    files(db, "")
    text = (db.dir / "0002_b.sql").read_text()
    db.write({"0002_b": f"-- +goose NO TRANSACTION\n{text}DROP TABLE c;\nDROP TABLE no_such;\n"})
    assert db.up().exit == 0
    assert db.pawl("down").exit == 20
    db.query(db.create_table("c", "i int"))
    assert db.pawl("baseline", "0002_b").exit == 0
    assert db.states() == {"0001_a": "applied", "0002_b": "baseline"}
    assert db.up().exit == 0


@on("postgres15", "postgres18", "clickhouse18", "clickhouse26")
def test_the_version_table_forgets(db):
    """As the old runner would read it; and a row that was left there goes with the next run."""
    files(db, "DROP TABLE c;\nDROP TABLE b;")
    db.query(db.create_table("schema_migrations", "version text"))
    assert db.up().exit == 0
    versions = "SELECT version FROM schema_migrations ORDER BY version"
    assert db.query(versions) == [["0001_a"], ["0002_b"]]
    assert db.pawl("down").exit == 0
    assert db.query(versions) == [["0001_a"]]
    db.query("INSERT INTO schema_migrations (version) VALUES ('0002_b')")
    assert db.up().exit == 0
    assert db.query(versions) == [["0001_a"], ["0002_b"]]
    assert db.pawl("down", "2").exit == 0
    assert db.query(versions) == []


@on("clickhouse26")
def test_a_version_table_that_cannot_forget(db):
    files(db, "DROP TABLE c;\nDROP TABLE b;")
    db.query("CREATE TABLE schema_migrations (version String) ENGINE = Log")
    assert db.up().exit == 0
    run = db.pawl("down")
    assert run.exit == 23 and run.says("has to be a MergeTree"), run
    assert db.states() == {"0001_a": "applied", "0002_b": "pending"}


@on("postgres15", "clickhouse26")
def test_two_at_once_revert_what_they_saw(db):
    """Both mean the newest one: it is reverted once, and the one below it stays."""
    files(db, "DROP TABLE c;\nDROP TABLE b;")
    assert db.up().exit == 0
    processes = [db.start("down", "--lock-wait", "60") for _ in range(2)]
    runs = sorted((finish(process) for process in processes), key=lambda run: run.exit)
    assert runs[0].exit == 0, runs
    assert db.has_table("a") or runs[1].exit == 0, runs
    if runs[1].exit == 11:
        assert runs[1].says("another pawl changed this database meanwhile"), runs
        assert {"a", "b", "c"} & db.tables() == {"a"}

# Each format's own way to say what undoes two tables, the second of which needs the first.
DOWNS = {
    "sqlx": {
        "0001_a.up.sql": "create table a (i int primary key);\n",
        "0001_a.down.sql": "drop table a;\n",
        "0002_b.up.sql": "create table b (i int references a (i));\n",
        "0002_b.down.sql": "-- no-transaction\ndrop table b;\n",
    },
    "diesel": {
        "2026-01-01-000001_a/up.sql": "create table a (i int primary key);\n",
        "2026-01-01-000001_a/down.sql": "drop table a;\n",
        "2026-01-01-000002_b/up.sql": "create table b (i int references a (i));\n",
        "2026-01-01-000002_b/down.sql": "drop table b;\n",
    },
    "liquibase": {
        "01_a.sql": "--liquibase formatted sql\n"
                    "--changeset ann:1\ncreate table a (i int primary key);\n"
                    "/* liquibase rollback\ndrop table\n    a;\n*/\n"
                    "--changeset ann:2 dbms:mysql\ncreate table no_such (i int);\n"
                    "--changeset ann:3\ninsert into a values (1);\n--rollback not required\n",
        "02_b.sql": "--liquibase formatted sql\n--property name:table value:b\n"
                    "--changeset ann:4 rollbackEndDelimiter:/\n"
                    "create table ${table} (i int references a (i));\n"
                    "--rollback drop table ${table}\n--rollback /\n",
    },
}


@on("postgres15", "postgres18")
def test_what_other_tools_write_as_undoing(db):
    for tool, texts in DOWNS.items():
        with type(db)(db.server) as fresh:
            for name, text in texts.items():
                path = fresh.dir / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            for _ in range(2):
                run = fresh.up("--format", tool)
                assert run.exit == 0 and run.says("applied 2"), (tool, run)
                assert fresh.has_table("a") and fresh.has_table("b"), tool
                run = fresh.pawl("down", "--format", tool)
                assert run.exit == 0 and run.says("reverted 1, left 1"), (tool, run)
                assert fresh.has_table("a") and not fresh.has_table("b"), tool
                run = fresh.pawl("down", "--to", "0", "--format", tool)
                assert run.exit == 0 and run.says("reverted 1, left 0"), (tool, run)
                assert not fresh.has_table("a"), tool


@on("postgres15")
def test_a_changeset_that_names_another_one_is_not_undone(db):
    db.write({"01_a": "--liquibase formatted sql\n--changeset ann:1\ncreate table a (i int);\n"
                      "--rollback changesetId:0 changesetAuthor:ann\n"})
    assert db.up().exit == 0
    run = db.pawl("down")
    assert run.exit == 4 and run.says("is undone by another changeset"), run
    assert db.has_table("a") and db.states() == {"01_a": "applied"}

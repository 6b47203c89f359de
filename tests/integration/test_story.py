"""The examples, as the teams that pawl was written for would run them."""

from tests.integration.databases import CLICKHOUSE, EMBEDDED, EVERY, EXAMPLES, POSTGRES, on

COUNT = {"postgres": 12, "clickhouse": 7}  # 0000_schema_migrations counts neither way
LAST = {"postgres": "0012_tenant_settings", "clickhouse": "0007_audit_events"}


def engine_of(db):
    return "postgres" if db.is_postgres else "clickhouse"


def versions_of(db):
    return sorted(path.stem for path in (EXAMPLES / engine_of(db)).glob("**/*.sql"))


def up(db, *arguments):
    return db.up(*arguments, dir=EXAMPLES)


def assert_nothing_left_to_do(db):
    for _ in range(2):
        run = up(db)
        assert run.exit == 0, run
        assert f"applied 0, skipped {COUNT[engine_of(db)]}\n" in run.stdout, run


def forget_the_ledger(db):
    if db.is_postgres:
        db.query("drop view pawl_migrations; drop table pawl_journal, schema_migrations")
    else:
        for table in ["pawl_migrations", "pawl_journal", "schema_migrations"]:
            db.query(f"DROP TABLE {table}")


@on(*EVERY)
def test_examples_apply_once(db):
    run = up(db)
    assert run.exit == 0, run
    assert f"applied {COUNT[engine_of(db)]}, skipped 0\n" in run.stdout, run
    assert_nothing_left_to_do(db)
    # The old runner takes what is in its table for applied: it must find nothing to do. Files that
    # record themselves do not make it two rows.
    rows = [row[0] for row in db.query("SELECT version FROM schema_migrations ORDER BY version")]
    assert rows == versions_of(db), rows


@on(*POSTGRES, *CLICKHOUSE)
def test_what_the_old_runner_applies_is_not_run_again(db):
    assert up(db).exit == 0
    for path in (EXAMPLES / engine_of(db)).glob("**/*.sql"):
        db.write({path.stem: path.read_text()})
    db.write({"0099_by_old_runner": db.create_table("made_by_old_runner", "i int")})
    db.query((db.dir / "0099_by_old_runner.sql").read_text())
    db.query("INSERT INTO schema_migrations (version) VALUES ('0099_by_old_runner')")
    run = db.up()
    assert run.exit == 0, run
    assert f"applied 0, skipped {COUNT[engine_of(db)] + 1}\n" in run.stdout, run
    assert db.states()["0099_by_old_runner"] == "adopted"


@on(*CLICKHOUSE, *EMBEDDED)
def test_rows_that_move_are_neither_lost_nor_doubled(db):
    spans = ("SELECT project_id, trace_id, span_id, parent_span_id, started_at, duration_us, kind, "
             "model, input_tokens, output_tokens, error FROM spans ORDER BY span_id")
    traces = ("SELECT project_id, trace_id, started_at, name, user_id, tags, input, output "
              "FROM traces ORDER BY trace_id")
    assert up(db, "--to", "0005_usage").exit == 0
    before = db.query(spans), db.query(traces)
    assert (len(before[0]), len(before[1])) == (3000, 1000)

    assert up(db).exit == 0
    assert_nothing_left_to_do(db)
    assert (db.query(spans), db.query(traces)) == before
    assert db.query("SELECT DISTINCT tenant_id FROM spans") == [
        ["00000000-0000-4000-8000-000000000001"]]
    assert not {table for table in db.tables() if "tenants" in table}, db.tables()
    # What was counted before the move was not counted again by it.
    assert db.value("SELECT sum(spans) FROM usage_daily") == "3000"


@on(*EVERY)
def test_a_database_past_the_migrations_needs_a_baseline(db):
    """Without a ledger nobody knows that they ran. pawl must say so, and change no row."""
    assert up(db).exit == 0
    forget_the_ledger(db)
    before = db.count("memberships" if db.is_postgres else "spans")

    run = up(db)
    assert run.exit == 20, run
    assert run.says("already exists", "pawl baseline"), run
    assert db.count("memberships" if db.is_postgres else "spans") == before

    run = db.pawl("baseline", "--to", LAST[engine_of(db)], dir=EXAMPLES)
    assert run.exit == 0, run
    assert_nothing_left_to_do(db)
    assert db.count("memberships" if db.is_postgres else "spans") == before


@on(*POSTGRES, *CLICKHOUSE)
def test_versions_written_by_hand_count_as_applied(db):
    """The other way into a ledger: INSERT INTO schema_migrations, as teams have always done."""
    assert up(db, "--to", "0005_score_configs" if db.is_postgres else "0005_usage").exit == 0
    forget_the_ledger(db)
    if db.is_postgres:
        db.query("create table schema_migrations (version text primary key)")
    else:
        db.query((EXAMPLES / "clickhouse/0000_schema_migrations.sql").read_text().rstrip(";\n"))
    done = [version for version in versions_of(db) if "0001" <= version < "0006"]
    assert len(done) == 5
    db.query("INSERT INTO schema_migrations (version) VALUES "
             + ", ".join(f"('{version}')" for version in done))

    run = up(db)
    assert run.exit == 0, run
    assert f"applied {COUNT[engine_of(db)] - 5}, skipped 5\n" in run.stdout, run
    assert {migration for event, migration, _ in db.journal() if event == "adopted"} >= set(done)
    assert_nothing_left_to_do(db)


@on(*POSTGRES, *CLICKHOUSE)
def test_nothing_of_another_project_is_adopted(db):
    """A table full of versions that are none of these files: the wrong folder, most likely."""
    db.query(db.create_table("schema_migrations", "version text"))
    db.query("INSERT INTO schema_migrations (version) VALUES ('0001_shop'), ('0002_cart')")
    run = up(db)
    assert run.exit == 21, run
    assert run.says("schema_migrations", "0001_shop"), run
    assert db.tables() == {"schema_migrations"}


@on(*POSTGRES, *CLICKHOUSE)
def test_the_table_of_another_tool_is_left_alone(db):
    """golang-migrate's has the same name, a number for a version, and one row. Whether it is about
    these files is for a person to say, once."""
    db.query(db.create_table("schema_migrations", "version int, dirty int"))
    db.query("INSERT INTO schema_migrations (version, dirty) VALUES (7, 0)")
    db.write({"0001_a": db.create_table("a", "i int")})
    run = db.up()
    assert run.exit == 21 and run.says("pawl adopt", "--allow-drift"), run
    for applied, *options in [(1, "--allow-drift"), (0,)]:
        run = db.up(*options)
        assert run.exit == 0 and f"applied {applied}, " in run.stdout, run
    assert db.query("SELECT version, dirty FROM schema_migrations") == [["7", "0"]]


@on(*POSTGRES, *CLICKHOUSE)
def test_comments_and_semicolons_are_no_trouble(db):
    db.write({"0001_notes": f"""\
-- A table; not much of one
{db.create_table("notes", "i int, note text")};
-- First row; it has a semicolon
INSERT INTO notes (i, note) VALUES (1, 'first; row');
/* Second row; -- nothing to see */
INSERT INTO notes (i, note) VALUES (2, 'it''s; -- no comment');
-- Third row
INSERT INTO notes (i, note) VALUES (3, '/* no comment; */'); -- the end;
"""})
    for _ in range(2):
        run = db.up()
        assert run.exit == 0, run
    assert db.query("SELECT i, note FROM notes ORDER BY i") == [
        ["1", "first; row"], ["2", "it's; -- no comment"], ["3", "/* no comment; */"]]


@on(*POSTGRES)
def test_files_that_record_themselves_commit_with_the_journal(db):
    assert up(db).exit == 0
    assert db.query("select j.migration from pawl_journal j, schema_migrations s "
                    "where j.migration = s.version and j.xmin = s.xmin and s.version in "
                    "('0001_accounts', '0006_billing', '0010_project_slugs') order by 1") == [
        ["0001_accounts"], ["0006_billing"], ["0010_project_slugs"]]

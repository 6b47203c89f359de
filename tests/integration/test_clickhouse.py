"""How pawl runs files on ClickHouse, which has no transactions: step by step."""

from tests.integration.databases import CLICKHOUSE, EMBEDDED, POSTGRES, on
from tests.proxy import Proxy

TABLE = "CREATE TABLE {} (i Int64, s String) ENGINE = MergeTree ORDER BY i"


@on(*CLICKHOUSE, *EMBEDDED)
def test_an_error_stops_at_its_statement_and_the_fix_goes_on_there(db):
    first = f"{TABLE.format('a')};\nINSERT INTO a VALUES (1, 'once');\n"
    last = "INSERT INTO a VALUES (2, 'last');\n"
    db.write({"0001_a": first + "ALTER TABLE a ADD COLUMN n NoSuchType;\n" + last})
    for _ in range(2):
        run = db.up()
        assert run.exit == 20, run
        assert run.says("0001_a.sql:3:", "statement 3 of 4", "NoSuchType", "code 50"), run
        assert db.states() == {"0001_a": "partial"}
        assert db.count("a") == 1, "what is done is not done again"
    assert db.journal()[:3] == [("done", "0001_a", 1), ("done", "0001_a", 2),
                                ("failed", "0001_a", 3)]

    db.write({"0001_a": first + "ALTER TABLE a ADD COLUMN n Int64;\n" + last.replace(")", ", 3)")})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("SELECT i, n FROM a ORDER BY i") == [["1", "0"], ["2", "3"]]
    assert db.journal()[-2:] == [("done", "0001_a", 3), ("applied", "0001_a", 4)]


@on(*CLICKHOUSE)
def test_an_insert_with_a_typo_can_be_fixed(db):
    """The commonest mistake of all, and nothing of it took effect."""
    # The code (47) alone does not prove that nothing was written, as a view may have raised it
    # behind the rows; the table itself, looked at before and after, does.
    db.write({"0001_a": f"{TABLE.format('a')};\nINSERT INTO a SELECT no_such_column, 'x' FROM a\n"})
    run = db.up()
    assert run.exit == 20, run
    db.write({"0001_a": f"{TABLE.format('a')};\nINSERT INTO a SELECT 1, 'x'\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 1


@on(*CLICKHOUSE)
def test_the_executed_part_of_a_file_must_not_be_edited(db):
    broken = "SELECT no_such_function(1);\n"
    db.write({"0001_a": f"{TABLE.format('a')};\nINSERT INTO a VALUES (1, 'x');\n{broken}"})
    assert db.up().exit == 20

    db.write({"0001_a": f"{TABLE.format('a')};\nINSERT INTO a VALUES (1, 'y');\nSELECT 1;\n"})
    run = db.up()
    assert run.exit == 21, run
    assert run.says("statement 2", "0001_a"), run
    # A comment or a line feed more is no other statement.
    db.write({"0001_a": f"-- Now it works.\n{TABLE.format('a')};\n\n\nINSERT INTO a VALUES (1, 'x')"
                        ";\nSELECT 1;\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 1


@on(*CLICKHOUSE, *EMBEDDED)
def test_set_holds_for_its_file_only(db):
    setting = "SELECT 0, value FROM system.settings WHERE name = 'max_block_size'"
    default = db.value("SELECT value FROM system.settings WHERE name = 'max_block_size'")
    assert default != "1234"
    db.write({"0001_a": f"SET max_block_size = 1234;\n{TABLE.format('a')};\n"
                        f"INSERT INTO a {setting};\nSELECT no_such_function(1);\n"})
    assert db.up().exit == 20
    # The run that goes on is another session, and it sets what the file has set before.
    db.write({"0001_a": f"SET max_block_size = 1234;\n{TABLE.format('a')};\n"
                        f"INSERT INTO a {setting};\nINSERT INTO a {setting};\n",
              "0002_b": f"{TABLE.format('b')};\nINSERT INTO b {setting};\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("SELECT s FROM a") == [["1234"], ["1234"]]
    assert db.query("SELECT s FROM b") == [[default]]


@on(*CLICKHOUSE, *EMBEDDED)
def test_a_database_that_the_file_used_and_dropped(db):
    """The run that goes on cannot USE it again, and need not."""
    other = f"{db.name}_other"
    text = (f"CREATE DATABASE {other};\nUSE {other};\nUSE {db.name};\nDROP DATABASE {other};\n"
            f"{TABLE.format('a')};\nINSERT INTO a SELECT no_such_function(1), '';\n")
    db.write({"0001_a": text})
    assert db.up().exit == 20
    db.write({"0001_a": text.replace("no_such_function(1)", "1")})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 1


@on(*CLICKHOUSE, *EMBEDDED)
def test_rows_in_the_file(db):
    db.write({"0001_values": f"{TABLE.format('a')};\n"
                             "INSERT INTO a VALUES (1, 'x;y'), (2, 'it''s'), (3, '\\\\;')",
              "0002_csv": 'INSERT INTO a FORMAT CSV\n4,"a;b"\n5,"c ""d"""\n',
              "0003_tsv": "INSERT INTO a (s, i) FORMAT TabSeparated\ne;\\tf\t6\n-- no comment\t7\n",
              "0004_json": 'INSERT INTO a FORMAT JSONEachRow\n{"i": 8, "s": "g;"}\n'
                           '{"i": 9, "s": "h"}\n'})
    for _ in range(2):
        run = db.up()
        assert run.exit == 0, run
    assert db.query("SELECT i, s FROM a ORDER BY i") == [
        ["1", "x;y"], ["2", "it's"], ["3", "\\;"], ["4", "a;b"], ["5", 'c "d"'],
        ["6", "e;\tf"], ["7", "-- no comment"], ["8", "g;"], ["9", "h"]]


@on(*CLICKHOUSE, *EMBEDDED)
def test_a_statement_larger_than_the_servers_limit(db):
    """max_query_size is 256 KiB unless somebody says otherwise."""
    words = ", ".join(f"'{number:0100}'" for number in range(6000))
    db.write({"0001_a": f"{TABLE.format('a')};\n"
                        f"INSERT INTO a SELECT 1, s FROM (SELECT arrayJoin([{words}]) AS s)"})
    assert (db.dir / "0001_a.sql").stat().st_size > 600_000
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 6000


@on(*CLICKHOUSE)
def test_rights_that_are_missing_for_a_statement(db):
    """The ledger can be written, so it says what happened: nothing."""
    db.write({"0001_a": f"{TABLE.format('a')};\nSET readonly = 1;\nINSERT INTO a VALUES (1, 'x')"})
    run = db.up()
    assert run.exit == 24, run
    assert run.says("statement 3 of 3"), run
    assert db.journal()[-1] == ("failed", "0001_a", 3)
    assert db.count("a") == 0


@on(*CLICKHOUSE)
def test_columns_and_renames(db):
    """Statements that migrations are made of, and that old and new servers must both take."""
    db.write({"0001_a": f"{TABLE.format('a')};\nINSERT INTO a VALUES (1, 'x');\n"
                        "ALTER TABLE a ADD COLUMN n Nullable(Int32);\n"
                        "ALTER TABLE a MODIFY COLUMN s DEFAULT 'none';\n"
                        "ALTER TABLE a DROP COLUMN n;\n"
                        "ALTER TABLE a UPDATE s = 'y' WHERE i = 1;\n"
                        "ALTER TABLE a DELETE WHERE i = 2;\n"
                        "CREATE VIEW v AS SELECT i FROM a;\n"
                        "DROP TABLE v;\n"
                        "RENAME TABLE a TO b;\n"
                        "OPTIMIZE TABLE b FINAL;\n"
                        "TRUNCATE TABLE b;\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.has_table("b") and not db.has_table("a")


@on(*POSTGRES, *CLICKHOUSE)
def test_a_run_with_nothing_to_do_asks_once(db):
    """One connection, and one round trip beyond those that connecting takes; whether there is a
    schema_migrations table or not."""
    for bootstrap in [False, True]:
        if bootstrap:
            db.write({"0000_schema_migrations":
                      db.create_table("schema_migrations", "version text")})
        db.write({"0001_a": db.create_table(f"a{bootstrap}", "i int")})
        db.query("DROP TABLE IF EXISTS pawl_journal" + (" CASCADE" if db.is_postgres else ""))
        run = db.up()
        assert run.exit == 0, run
        assert db.has_table("schema_migrations") == bootstrap
        with Proxy(db.server.port) as proxy:
            url = proxy.url(db.url) + ("?sslmode=disable" if db.is_postgres else "")
            run = db.up(url=url)
            assert run.exit == 0 and "applied 0, skipped 1" in run.stdout, run
            assert len(proxy.connections) == 1
            # PostgreSQL's own: the start-up message and the answer to it. HTTP has nothing alike.
            assert proxy.round_trips == (2 if db.is_postgres else 1), proxy.http_requests

"""Statements that move data, whose outcome nobody noted: pawl looks, and nothing happens twice.

Each test loses one statement between pawl and the server, puts by hand what a server that died
could have left of it, and runs pawl again.
"""

import contextlib
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
import shutil
import signal
import threading
import time
from urllib.parse import urlsplit

from tests.integration.databases import CLICKHOUSE, EMBEDDED, finish, on
from tests.integration.test_verdicts_clickhouse import let_grow_up

NEW = ("clickhouse26",)  # 18.16 has no statement for what is tested

TABLE = "CREATE TABLE {} (i Int64, p Int64) ENGINE = MergeTree PARTITION BY p ORDER BY i"
ROWS = "INSERT INTO {} SELECT number, {} FROM numbers(3)"


@contextlib.contextmanager
def losing(db, text: str):
    """The URL of an HTTP proxy that loses the request with this text: the server never sees it."""
    address = urlsplit(db.url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # Rows of the journal hold no text of statements, and snapshots are theirs.
            if text.encode() in body and b"pawl_journal" not in body:
                self.close_connection = True
                return
            connection = HTTPConnection("127.0.0.1", address.port, timeout=60)
            connection.request("POST", self.path, body, dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower().startswith("x-clickhouse"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield db.url.replace(f":{address.port}/", f":{server.server_address[1]}/")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def lose(db, before: list[str], statement: str, after: tuple[str, ...] = ()) -> None:
    """A run whose last statement never arrives, and is announced with what was there before it."""
    db.write({"0001_a": ";\n".join([*before, statement, *after])})
    with losing(db, statement) as url:
        run = db.up(url=url)
    assert run.exit == 10, run  # the connection broke; the next run finds out
    assert db.states() == {"0001_a": "unknown"}, run


def verdicts(db) -> list[str]:
    return [row[0] for row in db.query("SELECT detail FROM pawl_journal WHERE detail LIKE "
                                       "'verdict:%' ORDER BY generation, run, seq")]


def settled(db, *words: str, mended=False, exit=0):
    """The next run, whose verdict has these words in it, perhaps after repairs."""
    run = db.up()
    assert ("repair" in run.output) == mended, run
    assert run.exit == exit, (run, verdicts(db))
    assert len(verdicts(db)) == 1, verdicts(db)
    assert all(word in verdicts(db)[0] for word in words), verdicts(db)
    if exit == 0:
        assert db.states() == {"0001_a": "applied"}
        assert db.up().exit == 0
    return run


def partitions(db, table: str) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in
            db.query(f"SELECT p, count() FROM {table} GROUP BY p ORDER BY p")}


def old(db) -> bool:
    return db.server.name == "clickhouse18"


# ---- INSERT ----

@on(*CLICKHOUSE)
def test_an_insert_of_which_nothing_is_there_runs(db):
    statement = ROWS.format("a", 7)
    lose(db, [TABLE.format("a"), ROWS.format("a", 1)], statement)
    settled(db, "verdict: did not take effect", "No row was added")
    assert partitions(db, "a") == {"1": 3, "7": 3}


@on(*CLICKHOUSE)
def test_merges_are_no_new_rows(db):
    lose(db, [TABLE.format("a")] + [f"INSERT INTO a VALUES ({row}, 1)" for row in range(4)],
         ROWS.format("a", 7))
    db.query("OPTIMIZE TABLE a PARTITION 1 FINAL")
    settled(db, "did not take effect")
    assert partitions(db, "a") == {"1": 4, "7": 3}


@on(*CLICKHOUSE)
def test_half_an_insert_into_a_new_table_is_emptied_and_filled_again(db):
    lose(db, [TABLE.format("a")], "INSERT INTO a SELECT number, number % 3 FROM numbers(9)",
         ("ALTER TABLE a ADD COLUMN more Int64",))
    db.query("INSERT INTO a SELECT number, number % 3 FROM numbers(9) WHERE number % 3 < 2")
    run = settled(db, "verdict: did not take effect", "had 0 part(s) with 0 rows before", mended=True)
    assert run.says("TRUNCATE TABLE"), run
    assert partitions(db, "a") == {"0": 3, "1": 3, "2": 3}


@on(*CLICKHOUSE)
def test_half_an_insert_into_a_new_table_that_was_renamed(db):
    lose(db, [TABLE.format("a"), "RENAME TABLE a TO b"],
         "INSERT INTO b SELECT number, number % 3 FROM numbers(9)")
    db.query("INSERT INTO b VALUES (0, 0)")
    settled(db, mended=True)
    assert partitions(db, "b") == {"0": 3, "1": 3, "2": 3}


@on(*CLICKHOUSE)
def test_half_an_insert_into_a_new_table_with_rows_is_dropped_by_part(db):
    lose(db, [TABLE.format("a"), ROWS.format("a", 0)],
         "INSERT INTO a SELECT number + 3, number % 3 FROM numbers(9)")
    db.query("INSERT INTO a SELECT number, number % 3 FROM numbers(9) WHERE number % 3 = 1")
    if not old(db):  # 18.16 has DROP PARTITION only
        db.query("INSERT INTO a SELECT number, number % 3 FROM numbers(9) WHERE number % 3 = 0")
    settled(db, "what is new can be dropped", mended=True)
    assert partitions(db, "a") == {"0": 6, "1": 3, "2": 3}
    assert db.value("SELECT sum(i) FROM a") == str(3 + sum(range(3, 12)))


@on(*CLICKHOUSE)
def test_half_an_insert_into_a_table_of_others_is_left_to_a_person(db):
    db.query(TABLE.format("a"))
    statement = "INSERT INTO a SELECT number, number % 3 FROM numbers(9)"
    lose(db, [], statement)
    db.query("INSERT INTO a SELECT number, number % 3 FROM numbers(9) WHERE number % 3 = 1")
    for _ in range(2):
        run = settled(db, "cannot be told", "Partition 1 of a had 0 part(s) with 0 rows before and "
                                         "has 1 with 3 now", exit=22)
        assert run.says("may or may not have taken effect", "pawl resolve 0001_a:1"), run
    assert partitions(db, "a") == {"1": 3}, "nobody touched it"


@on(*CLICKHOUSE)
def test_a_table_that_takes_the_place_of_another_is_not_new(db):
    """Its writers know the name."""
    db.query(TABLE.format("a"))
    lose(db, ["DROP TABLE a", TABLE.format("a")],
         "INSERT INTO a SELECT number, number % 3 FROM numbers(9)")
    db.query("INSERT INTO a VALUES (1, 1)")
    settled(db, "cannot be told", exit=22)
    assert db.count("a") == 1


@on(*CLICKHOUSE)
def test_a_table_that_a_view_feeds_is_not_emptied(db):
    lose(db, [TABLE.format("a"), TABLE.format("source"),
              "CREATE MATERIALIZED VIEW v TO a AS SELECT i, p FROM source"],
         "INSERT INTO a SELECT number, number % 3 FROM numbers(9)")
    db.query("INSERT INTO source VALUES (1, 1)")
    settled(db, "cannot be told", "writes into the table as well", exit=22)
    assert db.count("a") == 1


@on(*CLICKHOUSE)
def test_a_table_that_feeds_a_view_is_not_emptied(db):
    lose(db, [TABLE.format("a"), TABLE.format("b"),
              "CREATE MATERIALIZED VIEW v TO b AS SELECT i, p FROM a"],
         "INSERT INTO a SELECT number, number % 3 FROM numbers(9)")
    db.query("INSERT INTO a VALUES (1, 1)")
    settled(db, "cannot be told", "feeds the view", exit=22)
    assert db.count("a") == 1 and db.count("b") == 1


@on(*CLICKHOUSE)
def test_views_behind_a_table_show_that_nothing_happened(db):
    """Whether the view has a table of its own or writes into another."""
    lose(db, [TABLE.format("a"), TABLE.format("b"),
              "CREATE MATERIALIZED VIEW v TO b AS SELECT i, p FROM a",
              "CREATE MATERIALIZED VIEW w ENGINE = MergeTree ORDER BY i AS SELECT i FROM a",
              ROWS.format("a", 1)], ROWS.format("a", 2))
    settled(db, "verdict: did not take effect", "what its views write into")
    assert partitions(db, "b") == {"1": 3, "2": 3} and db.count("w") == 6


@on(*CLICKHOUSE)
def test_a_view_that_was_written_without_its_table(db):
    lose(db, [TABLE.format("a"), TABLE.format("b"),
              "CREATE MATERIALIZED VIEW v TO b AS SELECT i, p FROM a"], ROWS.format("a", 2))
    db.query("INSERT INTO b VALUES (1, 1)")
    settled(db, "cannot be told", "may have been written before it", exit=22)


@on(*CLICKHOUSE)
def test_as_many_rows_of_somebody_else_are_not_taken_for_its_own(db):
    """The statement never came, and a table that others write to got as many rows meanwhile."""
    let_grow_up(db)
    db.query(TABLE.format("a"))
    assert db.pawl("status").exit == 0  # so that the log reaches back to before the announcement
    time.sleep(1.1)
    lose(db, [], "INSERT INTO a VALUES (1, 1), (2, 2)")
    db.query("INSERT INTO a VALUES (3, 3), (4, 4)")
    settled(db, "cannot be told", "somebody else's", exit=22)
    assert partitions(db, "a") == {"3": 1, "4": 1}


@on(*CLICKHOUSE)
def test_rows_in_the_statement_are_counted(db):
    """The log is silent, as that of a server is that died before it was written."""
    silent, rows = "SET log_queries = 0", "INSERT INTO a VALUES (1, 1), (2, 2)"
    lose(db, [silent, TABLE.format("a"), "INSERT INTO a VALUES (9, 9)"], rows)
    db.query(rows)
    settled(db, "verdict: took effect", "These are the 2 row(s) of the statement")
    assert partitions(db, "a") == {"1": 1, "2": 1, "9": 1}


@on(*CLICKHOUSE)
def test_rows_in_a_table_of_others_are_nobodys(db):
    db.query(TABLE.format("a"))
    lose(db, ["SET log_queries = 0"], "INSERT INTO a VALUES (1, 1), (2, 2)")
    db.query("INSERT INTO a VALUES (1, 1), (2, 2)")
    settled(db, "cannot be told", "is silent about it", exit=22)
    assert partitions(db, "a") == {"1": 1, "2": 1}


@on(*CLICKHOUSE)
def test_a_log_table_says_nothing(db):
    log = "CREATE TABLE a (i Int64) ENGINE = Log"
    lose(db, [log], "INSERT INTO a SELECT number FROM numbers(9)")
    db.query("INSERT INTO a VALUES (1)")
    settled(db, mended=True)
    assert db.count("a") == 9
    db.query("CREATE TABLE b (i Int64) ENGINE = Log")
    with losing(db, "INSERT INTO b") as url:
        db.write({"0002_b": "INSERT INTO b VALUES (1)"})
        assert db.up(url=url).exit == 10
    run = db.up()
    assert run.exit == 22 and run.says("does not show what was added to it"), run


@on(*CLICKHOUSE, *EMBEDDED)
def test_an_insert_that_breaks_off_is_undone_at_once(db):
    """The server gives up in the middle; the fixed file goes on at this statement."""
    small = ("SET max_block_size = 100;\n" + ("" if db.server.name == "clickhouse18" else
             "SET max_insert_threads = 1;\nSET min_insert_block_size_rows = 1;\n"
             "SET min_insert_block_size_bytes = 1;\n"))
    if old(db):
        small += "SET min_insert_block_size_rows = 100;\nSET min_insert_block_size_bytes = 100;\n"
    small += "SET max_threads = 1;\n"
    broken = "INSERT INTO a SELECT throwIf(number = 950), 1 FROM numbers(1000)"
    fixed = "INSERT INTO a SELECT number, 1 FROM numbers(1000)"
    create = TABLE.format("a")
    db.write({"0001_a": f"{small}{create};\n{broken};\n"})
    run = db.up()
    assert run.exit == 20, run
    assert db.count("a") == 0
    assert db.journal()[-1][0] == "failed", (run, db.journal())
    assert run.says("TRUNCATE TABLE") or old(db), run
    db.write({"0001_a": f"{small}{create};\n{fixed};\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 1000


@on(*EMBEDDED)
def test_an_insert_that_dies_with_its_process(db):
    """Whoever kills pawl kills the embedded server too."""
    db.write({"0001_a": f"{TABLE.format('a')};\n"
                        "INSERT INTO a SELECT number + sleepEachRow(0.05), number % 3 "
                        "FROM numbers(200) SETTINGS max_block_size = 2, max_threads = 1, "
                        "min_insert_block_size_rows = 1, min_insert_block_size_bytes = 1, "
                        "max_insert_threads = 1, "
                        "function_sleep_max_microseconds_per_block = 100000000"})
    process = db.start("up")
    until = time.monotonic() + 60
    while not list(Path(db.server.folder).rglob("1_*_*_0")):  # a part of the table
        assert time.monotonic() < until and process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    run = db.up()
    assert run.exit == 0, run
    assert partitions(db, "a") == {"0": 67, "1": 67, "2": 66}
    assert run.says("took effect in part", "TRUNCATE TABLE"), run


# ---- mutations ----

@on(*CLICKHOUSE)
def test_an_update_that_is_recorded_does_not_run_again(db):
    db.query("CREATE TABLE a (i Int64, v Int64) ENGINE = MergeTree ORDER BY i")
    db.query("INSERT INTO a VALUES (1, 10), (2, 20)")
    update = "ALTER TABLE a UPDATE v=v+1 WHERE (i <> 9) and `v` < 100"
    lose(db, [], update)
    db.query(update)
    until_done(db)
    settled(db, "verdict: took effect", "mutation_")
    assert db.query("SELECT v FROM a ORDER BY i") == [["11"], ["21"]]


def until_done(db) -> None:
    until = time.monotonic() + 20
    while db.value(f"SELECT count() FROM system.mutations WHERE database = '{db.name}' AND "
                   "is_done = 0") != "0":
        assert time.monotonic() < until
        time.sleep(0.05)


SLOW_UPDATE = {  # a second or more, in which the answer of 18.16 is there already
    "0001_a": "CREATE TABLE a (i Int64, v Int64) ENGINE = MergeTree ORDER BY i;\n"
              "INSERT INTO a SELECT number, 0 FROM numbers(50)",
    "0002_b": "ALTER TABLE a UPDATE v = 1 + sleepEachRow(0.02) WHERE 1;\n"
              "CREATE TABLE b (i Int64, v Int64) ENGINE = MergeTree ORDER BY i;\n"
              "INSERT INTO b SELECT i, v FROM a"}


@on(*CLICKHOUSE)
def test_an_update_is_done_before_the_next_statement(db):
    db.write(SLOW_UPDATE)
    run = db.up()
    assert run.exit == 0, run
    assert db.query("SELECT v, count() FROM b GROUP BY v") == [["1", "50"]]


@on("clickhouse18", "clickhouse26")
def test_an_update_that_goes_on_without_its_run_is_waited_for(db):
    db.write(SLOW_UPDATE)
    process = db.start("up", "--lock-lease", "1")
    until = time.monotonic() + 20
    while db.value(f"SELECT count() FROM system.mutations WHERE database = '{db.name}'") == "0":
        assert time.monotonic() < until and process.poll() is None
        time.sleep(0.02)
    process.kill()
    finish(process)
    run = db.up("--lock-lease", "1")
    assert run.exit == 0, run
    assert db.query("SELECT v, count() FROM b GROUP BY v") == [["1", "50"]]


@on(*CLICKHOUSE)
def test_an_update_that_is_not_recorded_runs(db):
    db.query("CREATE TABLE a (i Int64, v Int64) ENGINE = MergeTree ORDER BY i")
    db.query("INSERT INTO a VALUES (1, 10), (2, 20)")
    lose(db, [], "ALTER TABLE a UPDATE v = v + 1 WHERE 1")
    settled(db, "did not take effect", "No mutation")
    until_done(db)
    assert db.query("SELECT v FROM a ORDER BY i") == [["11"], ["21"]]


@on(*CLICKHOUSE)
def test_another_update_is_not_taken_for_this_one(db):
    db.query("CREATE TABLE a (i Int64, v Int64) ENGINE = MergeTree ORDER BY i")
    db.query("INSERT INTO a VALUES (1, 10)")
    lose(db, [], "ALTER TABLE a UPDATE v = v + 1 WHERE 1")
    db.query("ALTER TABLE a UPDATE v = v - 1 WHERE 1")
    until_done(db)
    settled(db, "cannot be told", "none of them has the text of this statement", exit=22)
    assert db.value("SELECT v FROM a") == "9"


@on(*NEW)
def test_several_in_one_of_which_one_is_not_allowed(db):
    """The UPDATE is done before the server finds that this user may not make users."""
    db.write({"0001_a": "CREATE TABLE a (i Int64, v Int64) ENGINE = MergeTree ORDER BY i;\n"
                        "INSERT INTO a VALUES (1, 1)",
              "0002_b": "ALTER TABLE a UPDATE v = v + 1 WHERE 1 PARALLEL WITH CREATE USER u"})
    for _ in range(2):
        run = db.up()
        assert run.exit == 22, run
        assert run.says("PARALLEL WITH", "pawl resolve 0002_b:1"), run
    until_done(db)
    assert db.value("SELECT v FROM a") == "2"


@on(*NEW)
def test_an_update_that_fails_is_taken_back_at_once(db):
    fails = "ALTER TABLE a UPDATE s = toString(toInt64(s) + 1) WHERE 1"
    create = "CREATE TABLE a (i Int64, s String) ENGINE = MergeTree ORDER BY i"
    first = f"{create};\nINSERT INTO a VALUES (1, '1'), (2, 'x');\n"
    db.write({"0001_a": first + fails})
    run = db.up()
    assert run.exit == 20, run
    assert run.says("KILL MUTATION"), run
    assert db.value("SELECT count() FROM system.mutations WHERE table = 'a' AND is_done = 0 "
                    f"AND database = '{db.name}'") == "0"
    db.write({"0001_a": first + fails.replace("toInt64(", "toInt64OrZero(")})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("SELECT s FROM a ORDER BY i") == [["2"], ["1"]]


@on(*NEW)
def test_an_update_that_failed_halfway_is_not_run_again(db):
    """One part went through it, the other cannot: taking it back would leave the first changed."""
    db.query("CREATE TABLE a (i Int64, s String) ENGINE = MergeTree ORDER BY i")
    db.query("SYSTEM STOP MERGES a")
    db.query("INSERT INTO a VALUES (1, '1')")
    db.query("INSERT INTO a VALUES (2, 'x')")
    update = "ALTER TABLE a UPDATE s = toString(toInt64(s) + 1) WHERE 1"
    db.query("SYSTEM START MERGES a")
    lose(db, [], update)
    db.query(update)
    until = time.monotonic() + 20
    while not db.query("SELECT 1 FROM system.parts WHERE active AND table = 'a' AND name LIKE "
                       f"'all_1_1_0_%' AND database = '{db.name}'") or not db.value(
                           "SELECT max(latest_fail_reason) FROM system.mutations WHERE table = "
                           f"'a' AND database = '{db.name}'"):
        assert time.monotonic() < until
        time.sleep(0.05)
    run = settled(db, "took effect in part", "fails", "KILL MUTATION", exit=22)
    assert run.says("Cannot parse string"), run


@on(*NEW)
def test_a_light_delete_is_recorded_too(db):
    db.query("CREATE TABLE a (i Int64, v Int64) ENGINE = MergeTree ORDER BY i")
    db.query("INSERT INTO a VALUES (1, 10), (2, 20)")
    lose(db, [], "DELETE FROM a WHERE i = 1")
    db.query("DELETE FROM a WHERE i = 1")
    settled(db, "verdict: took effect", "mutation_")
    assert db.query("SELECT v FROM a") == [["20"]]


@on(*CLICKHOUSE)
def test_the_newest_row_is_deleted_once(db):
    """Run again it would be the one before that; the server writes its text with the database."""
    delete = "ALTER TABLE a DELETE WHERE i IN (SELECT max(i) FROM a)"
    db.query("CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i")
    db.query("INSERT INTO a VALUES (1), (2), (3)")
    lose(db, [], delete)
    db.query(delete)
    until_done(db)
    settled(db, "verdict: took effect", "mutation_")
    assert db.query("SELECT i FROM a ORDER BY i") == [["1"], ["2"]]


@on(*NEW)
def test_a_delete_by_patches_leaves_no_record(db):
    delete = ("DELETE FROM a WHERE i = (SELECT max(i) FROM a) "
              "SETTINGS lightweight_delete_mode = 'lightweight_update_force'")
    db.query("CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i SETTINGS "
             "enable_block_number_column = 1, enable_block_offset_column = 1")
    db.query("INSERT INTO a VALUES (1), (2), (3)")
    lose(db, [], delete)
    db.query(delete)
    settled(db, "cannot be told", "a new patch", exit=22)
    assert db.query("SELECT i FROM a ORDER BY i") == [["1"], ["2"]]


@on(*NEW)
def test_a_light_update_leaves_no_record(db):
    db.query("CREATE TABLE a (i Int64, v Int64) ENGINE = MergeTree ORDER BY i SETTINGS "
             "enable_block_number_column = 1, enable_block_offset_column = 1")
    db.query("INSERT INTO a VALUES (1, 10), (2, 20)")
    lose(db, [], "UPDATE a SET v = v + 1 WHERE 1")
    settled(db, "did not take effect", "no new patch")
    assert db.query("SELECT v FROM a ORDER BY i") == [["11"], ["21"]]
    db.write({"0002_b": "UPDATE a SET v = v + 1 WHERE 2"})
    with losing(db, "WHERE 2") as url:
        assert db.up(url=url).exit == 10
    db.query("UPDATE a SET v = v + 1 WHERE 2")
    run = db.up()
    assert run.exit == 22 and run.says("had 1 patch part(s) before and has 2 now"), run
    assert db.query("SELECT v FROM a ORDER BY i") == [["12"], ["22"]]


# ---- partitions ----

def three_parts(db, *tables: str) -> None:
    """Three parts in partition 1 and one in partition 2 of the first table, the others empty."""
    for table in tables:
        db.query(TABLE.format(table))
        if not old(db):
            db.query(f"SYSTEM STOP MERGES {table}")
    for partition in [1, 1, 1, 2]:
        db.query(ROWS.format(tables[0], partition))


def parts(db, table: str, partition: str) -> list[str]:
    return [row[0] for row in db.query(
        f"SELECT name FROM system.parts WHERE active AND rows > 0 AND table = '{table}' AND "
        f"partition_id = '{partition}' AND database = '{db.name}' ORDER BY name")]


def copy_parts(db, source: str, target: str, count: int) -> None:
    """As a server that was killed while it attached a partition: only some of the parts."""
    db.query(f"CREATE TABLE some AS {source}")
    db.query(f"ALTER TABLE some ATTACH PARTITION 1 FROM {source}")
    for name in parts(db, "some", "1")[count:]:
        db.query(f"ALTER TABLE some DROP PART '{name}'")
    db.query(f"ALTER TABLE {target} ATTACH PARTITION 1 FROM some")
    db.query("DROP TABLE some")


@on(*CLICKHOUSE)
def test_attach_from_runs_if_nothing_is_there(db):
    three_parts(db, "a", "b")
    lose(db, [], "ALTER TABLE b ATTACH PARTITION 1 FROM a")
    settled(db, "did not take effect")
    assert partitions(db, "b") == {"1": 9}


@on(*CLICKHOUSE)
def test_attach_from_is_not_repeated(db):
    three_parts(db, "a", "b")
    db.query(ROWS.format("b", 1))
    lose(db, [], "ALTER TABLE b ATTACH PARTITION 1 FROM a")
    db.query("ALTER TABLE b ATTACH PARTITION 1 FROM a")
    settled(db, "verdict: took effect", "All 3 part(s) were attached")
    assert partitions(db, "b") == {"1": 12}


@on(*NEW)
def test_half_an_attach_from_is_taken_back(db):
    three_parts(db, "a", "b", "c")
    lose(db, [], "ALTER TABLE b ATTACH PARTITION 1 FROM a")
    copy_parts(db, "a", "b", 2)
    run = settled(db, "2 of the 3 part(s) were copied", mended=True)
    assert run.says("DROP PARTITION ID '1'"), run
    assert partitions(db, "b") == {"1": 9}
    # The same into a partition that has rows of its own.
    db.query(ROWS.format("c", 1))
    db.write({"0002_b": "ALTER TABLE c ATTACH PARTITION 1 FROM a"})
    with losing(db, "ATTACH PARTITION 1") as url:
        assert db.up(url=url).exit == 10
    copy_parts(db, "a", "c", 1)
    run = db.up()
    assert run.exit == 0 and run.says("DROP PART '"), run
    assert partitions(db, "c") == {"1": 12}


@on("clickhouse18")
def test_half_an_attach_from_without_hashes(db):
    """Rows and levels agree, which proves enough only in a table of the migration's own."""
    three_parts(db, "a")
    lose(db, [TABLE.format("b")], "ALTER TABLE b ATTACH PARTITION 1 FROM a")
    db.query(ROWS.format("b", 1))
    settled(db, mended=True)
    assert partitions(db, "b") == {"1": 9}
    db.query(TABLE.format("c"))
    db.write({"0002_b": "ALTER TABLE c ATTACH PARTITION 1 FROM a"})
    with losing(db, "ATTACH PARTITION 1") as url:
        assert db.up(url=url).exit == 10
    db.query(ROWS.format("c", 1))
    run = db.up()
    assert run.exit == 22 and run.says("took effect in part"), run
    assert partitions(db, "c") == {"1": 3}


@on(*CLICKHOUSE)
def test_replace_comes_to_the_same(db):
    three_parts(db, "a", "b")
    db.query("INSERT INTO b VALUES (77, 1), (88, 2)")
    replace = "ALTER TABLE b REPLACE PARTITION 1 FROM a"
    lose(db, [], replace, (replace,))
    db.query("ALTER TABLE b ATTACH PARTITION 1 FROM a")  # what a killed one leaves: old and new
    settled(db, "did not take effect", "comes to the same")
    assert partitions(db, "b") == {"1": 9, "2": 1}


@on(*CLICKHOUSE)
def test_replace_that_is_done(db):
    three_parts(db, "a", "b")
    db.query("INSERT INTO b VALUES (77, 1), (88, 2)")
    lose(db, [], "ALTER TABLE b REPLACE PARTITION 1 FROM a")
    db.query("ALTER TABLE b REPLACE PARTITION 1 FROM a")
    db.query("INSERT INTO b VALUES (5, 1)")
    settled(db, "verdict: took effect", "Nothing is left")
    assert partitions(db, "b") == {"1": 10, "2": 1}


@on(*CLICKHOUSE)
def test_a_partition_that_somebody_else_dropped_was_not_replaced(db):
    three_parts(db, "a", "b")
    db.query("INSERT INTO b VALUES (77, 1), (88, 2)")
    lose(db, [], "ALTER TABLE b REPLACE PARTITION 1 FROM a")
    db.query("ALTER TABLE b DROP PARTITION 1")
    settled(db, "cannot be told", "somebody else has dropped it", exit=22)
    assert partitions(db, "b") == {"2": 1}


@on(*NEW)
def test_move_at_every_stage(db):
    for stage in ["nothing", "some copied", "all copied", "some moved", "all moved"]:
        name = stage.replace(" ", "_")
        source, target = f"{name}_a", f"{name}_b"
        three_parts(db, source, target)
        db.query(ROWS.format(target, 1))
        move = f"ALTER TABLE {source} MOVE PARTITION 1 TO TABLE {target}"
        db.write({f"0001_{name}": move})
        with losing(db, "MOVE PARTITION") as url:
            assert db.up(url=url).exit == 10
        if stage == "some copied":
            copy_parts(db, source, target, 2)
        elif stage in ("all copied", "some moved"):
            db.query(f"ALTER TABLE {target} ATTACH PARTITION 1 FROM {source}")
        elif stage == "all moved":
            db.query(move)
        if stage == "some moved":
            db.query(f"ALTER TABLE {source} DROP PART '{parts(db, source, '1')[0]}'")
        run = db.up()
        assert run.exit == 0, (stage, run)
        assert partitions(db, source) == {"2": 3}, (stage, run)
        assert partitions(db, target) == {"1": 12}, (stage, run)
    done, not_done = "verdict: took effect", "verdict: did not take effect"
    assert [text.split(".")[0] for text in verdicts(db)] == [
        not_done, not_done, done, done, done]


@on(*NEW)
def test_a_view_that_appends_is_not_refreshed_twice(db):
    db.query(TABLE.format("a"), ROWS.format("a", 1),
             "CREATE MATERIALIZED VIEW v REFRESH EVERY 1 YEAR APPEND ENGINE = MergeTree ORDER BY i "
             "EMPTY AS SELECT i FROM a")
    lose(db, [], "SYSTEM REFRESH VIEW v")
    db.query("SYSTEM REFRESH VIEW v", "SYSTEM WAIT VIEW v")
    settled(db, "cannot be told", "SYSTEM REFRESH", exit=22)
    assert db.count("v") == 3


@on(*NEW)
def test_several_moves_that_have_only_copied(db):
    """What is copied shows in the other table alone; again, its rows would be there twice."""
    moves = "ALTER TABLE a MOVE PARTITION 1 TO TABLE b, MOVE PARTITION 2 TO TABLE b"
    db.query(TABLE.format("a"), TABLE.format("b"), ROWS.format("a", 1), ROWS.format("a", 2))
    lose(db, [], moves)
    db.query("ALTER TABLE b ATTACH PARTITION 1 FROM a")
    settled(db, "cannot be told", exit=22)
    assert partitions(db, "a") == {"1": 3, "2": 3} and partitions(db, "b") == {"1": 3}
    db.query("TRUNCATE TABLE b", "DROP TABLE pawl_journal SYNC")
    lose(db, [], moves)
    settled(db, "did not take effect")
    assert partitions(db, "a") == {} and partitions(db, "b") == {"1": 3, "2": 3}


@on(*CLICKHOUSE)
def test_drop_goes_on(db):
    three_parts(db, "a")
    lose(db, [], "ALTER TABLE a DROP PARTITION 1")
    if not old(db):
        db.query(f"ALTER TABLE a DROP PART '{parts(db, 'a', '1')[0]}'")
    settled(db, "did not take effect")
    assert partitions(db, "a") == {"2": 3}


@on(*CLICKHOUSE)
def test_drop_that_is_done_spares_what_came_later(db):
    three_parts(db, "a")
    lose(db, [], "ALTER TABLE a DROP PARTITION 1")
    db.query("ALTER TABLE a DROP PARTITION 1")
    db.query("INSERT INTO a VALUES (5, 1)")
    settled(db, "verdict: took effect")
    assert partitions(db, "a") == {"1": 1, "2": 3}


def detach_copy(db, table: str, name: str) -> None:
    """As a server leaves it that is killed while it detaches: a copy, and the part in its place."""
    if old(db):
        folder = Path(db.server.folder) / "data/data" / db.name / table
    else:
        folder = Path(db.value(f"SELECT path FROM system.parts WHERE name = '{name}' AND table = "
                               f"'{table}' AND database = '{db.name}' AND active")).parent
    shutil.copytree(folder / name, folder / "detached" / name)


@on(*NEW)
def test_detach_at_every_stage(db):
    let_grow_up(db)
    for stage in ["nothing", "some copied", "all copied", "some gone", "all gone"]:
        table = stage.replace(" ", "_")
        three_parts(db, table)
        names = parts(db, table, "1")
        detach = f"ALTER TABLE {table} DETACH PARTITION 1"
        db.write({f"0001_{table}": detach})
        with losing(db, "DETACH PARTITION") as url:
            assert db.up(url=url).exit == 10
        copies = {"nothing": 0, "some copied": 2, "all gone": 0}.get(stage, 3)
        for name in names[:copies]:
            detach_copy(db, table, name)
        if stage == "some gone":
            db.query(f"ALTER TABLE {table} DROP PART '{names[0]}'")
        if stage == "all gone":
            db.query(detach)
        run = db.up()
        assert run.exit == 0, (stage, run)
        assert partitions(db, table) == {"2": 3}, (stage, run)
        db.query(f"ALTER TABLE {table} ATTACH PARTITION 1")
        assert partitions(db, table) == {"1": 9, "2": 3}, (stage, "not one row twice")
    done, not_done = "verdict: took effect", "verdict: did not take effect"
    assert [text.split(".")[0] for text in verdicts(db)] == [
        not_done, not_done, not_done, done, done]


@on(*CLICKHOUSE)
def test_attach_goes_on_with_what_is_left(db):
    three_parts(db, "a")
    db.query("ALTER TABLE a DETACH PARTITION 1")
    lose(db, [], "ALTER TABLE a ATTACH PARTITION 1")
    if not old(db):
        db.query("ALTER TABLE a ATTACH PART '1_1_1_0'")
    settled(db, "did not take effect")
    assert partitions(db, "a") == {"1": 9, "2": 3}


@on(*NEW)
def test_attach_that_died_needs_a_person(db):
    three_parts(db, "a")
    db.query("ALTER TABLE a DETACH PARTITION 1")
    lose(db, [], "ALTER TABLE a ATTACH PARTITION 1")
    path = Path(db.value("SELECT path FROM system.detached_parts WHERE table = 'a' AND "
                         f"name = '1_1_1_0' AND database = '{db.name}'"))
    path.rename(path.parent / "attaching_1_1_1_0")
    run = settled(db, "took effect in part", "attaching_", exit=22)
    assert run.says("Rename these folders"), run


# ---- TRUNCATE ----

@on(*CLICKHOUSE)
def test_truncate_goes_on(db):
    three_parts(db, "a")
    lose(db, [], "TRUNCATE TABLE a")
    db.query("ALTER TABLE a DROP PARTITION 1")
    settled(db, "did not take effect")
    assert db.count("a") == 0


@on(*CLICKHOUSE)
def test_truncate_that_is_done_spares_what_came_later(db):
    three_parts(db, "a")
    lose(db, [], "TRUNCATE TABLE a")
    db.query("TRUNCATE TABLE a")
    db.query("INSERT INTO a VALUES (5, 1)")
    settled(db, "verdict: took effect")
    assert db.count("a") == 1


# ---- the way out ----

@on(*NEW)
def test_a_statement_whose_file_is_gone_has_a_way_out(db):
    db.query(TABLE.format("a"))
    lose(db, [], "SYSTEM REFRESH VIEW v")
    (db.dir / "0001_a.sql").rename(db.dir / "0002_other.sql")
    (db.dir / "0002_other.sql").write_text("SELECT 1")
    run = db.up()
    assert run.exit == 22 and run.says("its file is gone", "pawl resolve 0001_a:1 --applied"), run
    run = db.pawl("explain")
    assert run.says("unknown 0001_a", "Its file is gone", "pawl resolve 0001_a:1 --applied"), run
    assert db.pawl("resolve", "0001_a:1", "--retry").exit == 0
    assert db.pawl("explain").says("nothing is unfinished")
    assert db.up().exit == 0


@on(*NEW)
def test_a_statement_that_was_edited_has_a_way_out(db):
    db.query(TABLE.format("a"))
    lose(db, ["SELECT 1"], "SYSTEM REFRESH VIEW v")
    for text in ["SELECT 1;\nSELECT 2", "SELECT 1"]:  # another one, and none
        db.write({"0001_a": text})
        assert db.up().exit == 21
        run = db.pawl("explain")
        assert run.says("next Restore that statement", "pawl resolve 0001_a:2 --retry"), run
        assert "--applied" not in run.output, run
    assert db.pawl("resolve", "0001_a:2", "--retry").exit == 0
    assert db.up().exit == 0

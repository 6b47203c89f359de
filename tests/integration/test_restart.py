"""What a server acknowledged and lost when it died: found out before anything is run on top."""

import contextlib
import time

from tests.integration.databases import Database
from tests.servers import SERVERS

A, B = ("CREATE TABLE {} (i Int64, {} String) ENGINE = MergeTree ORDER BY i".format(*names)
        for names in (("a", "old"), ("b", "new")))
MORE = "CREATE TABLE more (i Int64) ENGINE = MergeTree ORDER BY i"


@contextlib.contextmanager
def _own_server():
    """One that may be restarted: those of the other tests are shared."""
    with SERVERS["clickhouse26"]() as server, Database(server) as db:
        yield server, db


def _lose_power(server) -> None:
    time.sleep(3)  # it does not come back within the second, and the ledger's clock has whole ones
    server.restart()


def _check(statement: str, undo: str) -> None:
    with _own_server() as (server, db):
        db.write({"0001_swap": f"{A};\n{B};\n{statement};\nINSERT INTO b (i) VALUES (1);\n"})
        assert db.up().exit == 0
        db.query(undo)  # the very state, uuids and all, that a loss of power brings back
        db.write({"0002_more": MORE})
        journal = db.journal()
        _lose_power(server)

        run = db.up()
        assert run.exit == 22, run
        assert run.says('statement 3 of migration "0001_swap"', "the database has lost it",
                        "run that statement by hand", "--allow-drift"), run
        assert not db.has_table("more") and db.journal() == journal

        db.query(statement)
        run = db.up()
        assert run.exit == 0, run
        assert db.has_table("more")


def test_a_lost_exchange(servers) -> None:
    exchange = "EXCHANGE TABLES a AND b"
    _check(exchange, exchange)


def test_a_lost_alter(servers) -> None:
    _check("ALTER TABLE a ADD COLUMN c String", "ALTER TABLE a DROP COLUMN c")


def test_a_lost_step_of_an_unfinished_file(servers) -> None:
    """The ledger itself has the way out."""
    with _own_server() as (server, db):
        db.write({"0001_rename": f"{A};\nRENAME TABLE a TO c;\nSELECT throwIf(1);\n"})
        assert db.up().exit == 20
        db.query("RENAME TABLE c TO a")
        _lose_power(server)
        run = db.up()
        assert run.exit == 22, run
        assert run.says("pawl resolve 0001_rename:2 --undo-done"), run
        run = db.pawl("resolve", "0001_rename:2", "--undo-done", "--reason", "power")
        assert run.exit == 0, run
        db.write({"0001_rename": f"{A};\nRENAME TABLE a TO c;\nSELECT 1;\n"})
        run = db.up()
        assert run.exit == 0, run
        assert db.tables() >= {"c"} and not db.has_table("a")


def test_nobody_cries_wolf(servers) -> None:
    """What later statements or people did is no loss, and who says so gets past a loss."""
    with _own_server() as (server, db):
        db.write({"0001_swap": f"{A};\n{B};\nEXCHANGE TABLES a AND b;\nDROP TABLE b;\n"
                               "ALTER TABLE a ADD COLUMN c String;\n"
                               "ALTER TABLE a DROP COLUMN c;\nRENAME TABLE a TO c;\n"
                               "RENAME TABLE c TO a;\n"})
        assert db.up().exit == 0
        _lose_power(server)
        db.write({"0002_more": MORE})
        run = db.up()
        assert run.exit == 0, run

        db.write({"0003_rename": "RENAME TABLE more TO most"})
        assert db.up().exit == 0
        db.query("RENAME TABLE most TO more")
        db.write({"0004_last": MORE.replace("more", "last")})
        run = db.up()
        assert run.exit == 0, "the server was not started anew, so nothing can be lost"

        db.write({"0005_rename": "RENAME TABLE last TO latest"})
        assert db.up().exit == 0
        db.query("RENAME TABLE latest TO last")
        _lose_power(server)
        db.write({"0006_yet": MORE.replace("more", "yet")})
        assert db.up().exit == 22
        run = db.up("--allow-drift")
        assert run.exit == 0, run
        assert run.says("done by the ledger, but undone in the database"), run
        assert db.has_table("yet")
        db.write({"0007_again": MORE.replace("more", "again")})
        run = db.up()
        assert run.exit == 0, "it has been looked at"

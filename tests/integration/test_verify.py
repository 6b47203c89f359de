"""pawl verify on real servers: what is found, and that looking changes nothing."""

from tests.integration.databases import EVERY, on


@on(*EVERY)
def test_verify_says_open_and_changes_nothing(db):
    db.write({"0001_a": db.create_table("a", "i int"), "0002_b": db.create_table("b", "i int")})
    assert db.up("--to", "0001_a").exit == 0
    assert db.pawl("verify").exit == 0
    db.forge_row("unknown", "0002_b", 1)
    before = db.journal()
    run = db.pawl("verify")
    assert run.exit == 22, run
    assert run.says('open: "0002_b" is open: statement 1 may or may not have taken effect'), run
    assert db.journal() == before


@on(*EVERY)
def test_verify_finds_what_contradicts(db):
    db.write({"0001_a": db.create_table("a", "i int"), "0002_b": db.create_table("b", "i int")})
    assert db.up().exit == 0
    db.write({"0001_a": db.create_table("a", "j int"), "0000_late": "SELECT 1"})
    (db.dir / "0002_b.sql").unlink()
    run = db.pawl("verify")
    assert run.exit == 21, run
    assert run.says('edited: "0001_a"', 'missing: "0002_b"', 'out-of-order: "0000_late"',
                    "3 findings"), run

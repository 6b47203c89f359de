"""Large files and many of them."""

from tests.integration.databases import CLICKHOUSE, POSTGRES, on

MEGABYTE = 1_000_000
ROW = "x" * 983


FIRST = 1_000_000  # all numbers are as long, without zeros in front (octal for 18.16)

SUM = sum(range(FIRST, FIRST + 50_000))


def values(rows: int, first=FIRST) -> str:
    return ",\n".join(f"({number},'{ROW}')" for number in range(first, first + rows))


@on("postgres18")
def test_a_file_of_50_megabytes(db):
    inserts = [f"insert into a values\n{values(1000, first)};\n"
               for first in range(FIRST, FIRST + 50_000, 1000)]
    text = "create table a (i int primary key, s text);\n" + "".join(inserts)
    assert len(text) > 49 * MEGABYTE
    # The mistake is at the very end: the place must be right, and nothing may stay.
    db.write({"0001_large": text + "insert into a values (1000000, 'twice');\n"})
    run = db.up()
    assert run.exit == 20, run
    assert run.says(f"0001_large.sql:{text.count(chr(10)) + 1}:1", "duplicate key"), run
    assert not db.has_table("a")

    db.write({"0001_large": text})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select count(*), sum(i), sum(length(s)) from a") == [
        ["50000", str(SUM), str(50_000 * len(ROW))]]


@on(*CLICKHOUSE)
def test_an_insert_of_50_megabytes(db):
    text = f"INSERT INTO a VALUES\n{values(50_000)};\n"
    assert len(text) > 49 * MEGABYTE
    db.write({"0001_large": "CREATE TABLE a (i Int64, s String) ENGINE = MergeTree ORDER BY i;\n"
                            + text + "INSERT INTO a VALUES (-1, 'last')"})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("SELECT count(), sum(i), sum(length(s)) FROM a") == [
        ["50001", str(SUM - 1), str(50_000 * len(ROW) + 4)]]


def ten_thousand() -> dict[str, str]:
    return {f"{number:05}_step": f"select {number}" for number in range(1, 10_001)}


@on("postgres15")
def test_ten_thousand_files(db):
    db.write(ten_thousand())
    run = db.up()
    assert run.exit == 0, run.stderr
    assert "applied 10000, skipped 0\n" in run.stdout
    run = db.up()
    assert run.exit == 0 and "applied 0, skipped 10000\n" in run.stdout, run
    assert run.seconds < 3, run.seconds


@on(*CLICKHOUSE)
def test_ten_thousand_files_recorded(db):
    db.write(ten_thousand())
    run = db.pawl("baseline", "--to", "10000_step")
    assert run.exit == 0, run
    db.write({"10001_new": "SELECT 1"})
    for applied in [1, 0]:
        run = db.up()
        assert run.exit == 0, run
        assert f"applied {applied}, skipped {10001 - applied}\n" in run.stdout, run


@on(*POSTGRES, *CLICKHOUSE)
def test_numbers_are_numbers(db):
    """2 comes before 10, with or without zeros in front, and whatever their size."""
    order = ["1_a", "02_b", "3_c", "10_d", "011_e", "20260101120000_f",
             "123456789012345678901234567890_g"]
    db.write({name: db.create_table("log", "n int") if name == "1_a"
              else f"INSERT INTO log (n) VALUES ({position})"
              for position, name in enumerate(order)})
    run = db.up()
    assert run.exit == 0, run
    assert [migration for event, migration, _ in db.journal() if event == "applied"] == order


@on(*POSTGRES, *CLICKHOUSE)
def test_two_files_with_one_number(db):
    """Two branches that were merged: both run, in the order of their names, and it is told."""
    db.write({"0001_a": db.create_table("a", "i int"), "0002_right": "INSERT INTO a VALUES (1)",
              "0002_left": "INSERT INTO a VALUES (2)"})
    run = db.up()
    assert run.exit == 0, run
    assert [migration for event, migration, _ in db.journal() if event == "applied"] == [
        "0001_a", "0002_left", "0002_right"]
    assert run.says('"0002_left" and 1 more share their numbers'), run
    run = db.up()
    assert "applied 0, skipped 3" in run.stdout, run
    assert "share their numbers" not in run.stderr, run

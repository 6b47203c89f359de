"""COPY ... FROM stdin with its rows in the file, as pg_dump writes it and as people do."""

from pathlib import Path
import subprocess
import tempfile

from tests.integration.databases import (PAWL_EMBEDDED, POSTGRES, environment, finish, on,
                                         signalled)

MEGABYTE = 1_000_000


@on(*POSTGRES)
def test_rows_run_with_their_file(db):
    """In one transaction with the ledger's row, and what looks like an end or a quote is data."""
    db.write({"0001_rows": r"""create table a (i int, s text);
copy a (i, s) from stdin;
1	it's
2	\N
3	a\tb\\.\nc

4	\\.
\.
""".replace("\n\n", "\n") + r"""create table b (s text);
copy b from stdin with (format csv);
"x
;y"
\.
copy b from stdin;
\.
insert into b values ('last');
"""})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select * from a order by i") == [
        ["1", "it's"], ["2", None], ["3", "a\tb\\.\nc"], ["4", "\\."]]
    assert db.query("select * from b order by 1") == [["last"], ["x\n;y"]]
    assert db.journal() == [("applied", "0001_rows", 6)]
    assert db.query("select count(*) from (select xmin::text from a union "
                    "select xmin::text from b union select xmin::text from pawl_journal) x"
                    ) == [["1"]]


@on(*POSTGRES)
def test_an_error_names_the_line_of_the_row(db):
    text = "create table a (i int primary key, s text not null);\ncopy a from stdin;\n"
    for rows, line, words in [("1\ta\nx\tb\n", 4, "invalid input syntax"),
                              ("1\ta\n2\t\\N\n3\tc\n", 4, "null value"),
                              ("1\ta\n2\tb\n1\tc\n", 5, "duplicate key"),
                              ("1\ta\n2\n", 4, "missing data")]:
        for mark, shift in [("", 0), ("-- pawl: no-transaction\n", 1)]:
            db.query("drop table if exists a, pawl_journal cascade")
            db.write({"0001_a": f"{mark}{text}{rows}\\.\nselect 1;\n"})
            run = db.up()
            assert run.exit == 20, run
            assert run.says(f"0001_a.sql:{line + shift}:1", words), run
            assert db.has_table("a") == bool(mark)
            assert not mark or db.count("a") == 0


@on(*POSTGRES)
def test_steps_and_a_transaction_of_its_own(db):
    rows = "copy a from stdin;\n1\n2\n\\.\n"
    db.write({"0001_a": "create table a (i int)",
              "0002_steps": f"-- pawl: no-transaction\nvacuum a;\n{rows}vacuum a;\n{rows}",
              "0003_own": f"begin;\n{rows}commit;\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 6
    assert db.journal()[-2:] == [("applied", "0002_steps", 4), ("applied", "0003_own", 3)]


@on("postgres18")
def test_rows_that_a_crash_left_out_come_with_the_next_run(db):
    """An edit of rows that were copied is an edit of what ran; of those to come it is none."""
    text = "-- pawl: no-transaction\ncreate table a (i int);\ncopy a from stdin;\n1\n\\.\n" \
           "copy a from stdin;\n{}\n\\.\n"
    db.write({"0001_a": text.format("x")})
    assert db.up().exit == 20
    assert db.count("a") == 1
    db.write({"0001_a": text.replace("\n1\n", "\n7\n").format("2")})
    run = db.up()
    assert run.exit == 21 and run.says("statement 2"), run
    db.write({"0001_a": text.format("2")})
    assert db.up().exit == 0
    assert db.query("select * from a order by 1") == [["1"], ["2"]]


@on("postgres15")
def test_a_signal_ends_it(db):
    """However fast the server takes rows: the trigger is what makes it slow here."""
    rows = "".join(f"{number}\n" for number in range(400_000))
    db.write({"0001_a": "create table a (i int);\n"
                        "create function slow() returns trigger language plpgsql as $$ begin "
                        "perform pg_sleep(0.001); return new; end $$;\n"
                        "create trigger slow before insert on a for each row "
                        "execute function slow();\n"
                        f"copy a from stdin;\n{rows}\\.\n"})
    process = db.start("up")
    with signalled(process, lambda: db.value(
            "select count(*) from pg_stat_activity where wait_event = 'PgSleep'") == "1"):
        run = finish(process)
    assert run.exit == 12, run
    assert not db.has_table("a")
    assert db.journal() == []


def peak_of_up(db, folder: str) -> int:
    """Peak memory of `pawl up` in bytes, what is mapped of files included."""
    process = subprocess.run(["python3", "-c", "import resource, subprocess, sys\n"
                              "code = subprocess.run(sys.argv[1:]).returncode\n"
                              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
                              "sys.exit(code)",
                              PAWL_EMBEDDED, "up", "--quiet", "--dir", folder],
                             env=environment(DATABASE_URL=db.url), capture_output=True, text=True)
    assert process.returncode == 0, process
    return int(process.stdout.split()[-1]) * 1024


@on(*POSTGRES)
def test_50_megabytes_of_rows_are_not_held(db):
    """By the plain build, as AddressSanitizer keeps what was freed, and of a file on a disk: of one
    in memory the kernel maps as much at once as it likes."""
    rows = "".join(f"{number}\t{'x' * 990}\n" for number in range(50_000))
    assert len(rows) > 49 * MEGABYTE
    with tempfile.TemporaryDirectory(prefix="pawl-test-", dir="/var/tmp") as folder:
        (Path(folder) / "0001_a.sql").write_text("create table a (i int, s text);\n")
        little = peak_of_up(db, folder)
        (Path(folder) / "0002_rows.sql").write_text(f"copy a from stdin;\n{rows}\\.\n")
        much = peak_of_up(db, folder)
    assert db.query("select count(*), sum(length(s)) from a") == [["50000", str(50_000 * 990)]]
    assert much - little < 4 * MEGABYTE, (little, much)

"""Directories as other tools' users have them, tests/golden/TOOL/DATABASE: all end in one schema.

Each is applied whole; and half of it, as its tool would have left it (half.DATABASE.sql and the
tool's own table, TOOL/history.DATABASE.sql), is adopted and the rest applied.  expected.DATABASE.txt
says what is there then, whatever the tool.
"""

from pathlib import Path

from tests.integration.databases import environment, on

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
# Whose names are those of others, too: with their table in the database they are recognized by it.
# Without it, sqlx's read as those others mean the same.
NAMED = {"clickhouse-migrations"}
ENVIRONMENT = environment(CH_MIGRATIONS_SUBSTITUTE_ENV="true", GOLDEN_FIRST="1")

POSTGRES = [
    "select table_name, column_name, data_type, is_nullable, coalesce(column_default, '-') "
    "from information_schema.columns where table_schema = 'public' and table_name = any ({})",
    "select tablename, indexdef from pg_indexes where schemaname = 'public' "
    "and tablename = any ({})",
    "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace",
    "select 'accounts', id, name from accounts",
    "select 'orders', id, account from orders",
    "select 'names', name from names",
]
CLICKHOUSE = [
    "SELECT table, name, type, default_expression FROM system.columns "
    "WHERE database = currentDatabase() AND table IN {}",
    "SELECT 'accounts', id, name FROM accounts",
    "SELECT 'orders', id, account, note FROM orders",
    "SELECT 'names', name FROM names",
]


def formats(db):
    kind = "postgres" if db.is_postgres else "clickhouse"
    found = sorted(path.parent.name for path in GOLDEN.glob(f"*/{kind}"))
    assert len(found) >= (12 if db.is_postgres else 5), found
    return kind, found


def options(name):
    return ["--format", name] if name in NAMED else []


def contents(db):
    tables = ("array['accounts', 'orders', 'names']" if db.is_postgres
              else "('accounts', 'orders', 'names')")
    lines = []
    for query in POSTGRES if db.is_postgres else CLICKHOUSE:
        lines += sorted(" | ".join(map(str, row)) for row in db.query(query.format(tables)))
    return "".join(f"{line.rstrip()}\n" for line in "\n".join(lines).split("\n"))


def run_file(db, path):
    text = path.read_text()
    for statement in [text] if db.is_postgres else text.rstrip().removesuffix(";").split(";\n\n"):
        if statement.strip():
            db.query(statement)


def check_contents(db, name, how):
    kind = "postgres" if db.is_postgres else "clickhouse"
    expected = (GOLDEN / f"expected.{kind}.txt").read_text()
    found = contents(db)
    assert found == expected, (name, how, found)


@on("postgres15", "clickhouse26")
def test_a_directory_is_applied_whole(db):
    kind, names = formats(db)
    for name in names:
        with type(db)(db.server) as fresh:
            folder = GOLDEN / name / kind
            run = fresh.up(*options(name), dir=folder, env=ENVIRONMENT)
            assert run.exit == 0, (name, run)
            check_contents(fresh, name, "whole")
            run = fresh.up(*options(name), dir=folder, env=ENVIRONMENT)
            assert run.exit == 0 and run.says("applied 0"), (name, run)


@on("postgres15", "clickhouse26")
def test_half_of_a_directory_is_adopted_and_finished(db):
    kind, names = formats(db)
    for name in names:
        with type(db)(db.server) as fresh:
            folder = GOLDEN / name / kind
            run_file(fresh, GOLDEN / f"half.{kind}.sql")
            run_file(fresh, GOLDEN / name / f"history.{kind}.sql")
            if name != "plain":  # its table is taken over by `up` itself
                run = fresh.up(dir=folder, env=ENVIRONMENT)
                assert run.exit == 21 and run.says("pawl adopt"), (name, run)
                run = fresh.pawl("adopt", dir=folder, env=ENVIRONMENT)
                assert run.exit == 0 and run.says("adopted 2"), (name, run)
            run = fresh.up(dir=folder, env=ENVIRONMENT)
            assert run.exit == 0 and run.says("applied 3, skipped 2"), (name, run)
            check_contents(fresh, name, "adopted")
            run = fresh.pawl("verify", dir=folder, env=ENVIRONMENT)
            assert run.exit == 0, (name, run)

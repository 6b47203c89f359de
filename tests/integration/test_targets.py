"""Two databases in one run."""

import contextlib

from tests.integration.databases import EXAMPLES, Database, pawl

NOBODY = "http://127.0.0.1:1/app"  # no server listens there


@contextlib.contextmanager
def two(servers):
    with Database(servers.postgres18) as postgres, Database(servers.clickhouse26) as clickhouse:
        yield postgres, clickhouse


def environment_of(postgres, clickhouse):
    return {"PAWL_POSTGRES_URL": postgres.url, "PAWL_CLICKHOUSE_URL": clickhouse.url}


def lines_of(run):
    return [line for line in run.stdout.splitlines() if line.startswith("==>")]


def test_two_urls_and_one_dir(servers):
    with two(servers) as (postgres, clickhouse):
        env = environment_of(postgres, clickhouse)
        run = pawl("up", "--dir", EXAMPLES, env=env)
        assert run.exit == 0, run
        lines = lines_of(run)
        assert len(lines) == 4, lines
        assert lines[1] == "==> postgres: applied 12, skipped 0"
        assert lines[3] == "==> clickhouse: applied 7, skipped 0"

        run = pawl("up", "--config", EXAMPLES.parent / "pawl.yaml", env=env)
        assert run.exit == 0, run
        assert lines_of(run)[1::2] == ["==> postgres: applied 0, skipped 12",
                                       "==> clickhouse: applied 0, skipped 7"]


def test_the_files_order_and_target(servers):
    with two(servers) as (postgres, clickhouse):
        postgres.write({"0001_p": "create table p (i int)"})
        clickhouse.write({"0001_c": clickhouse.create_table("c", "i int")})
        (postgres.folder / "pawl.yaml").write_text(
            "targets:\n"
            "  - name: events\n    url: ${EVENTS}\n"
            f"    dir: {clickhouse.dir}\n"
            "  - name: main\n    url: ${MAIN}\n    dir: migrations\n")
        env = {"EVENTS": clickhouse.url, "MAIN": postgres.url}

        # One target needs nothing of the other, not even its URL.
        run = pawl("up", "--target", "main", env={"MAIN": postgres.url}, cwd=postgres.folder)
        assert run.exit == 0, run
        assert [line.split()[1] for line in lines_of(run)] == ["main:", "main:"]
        assert postgres.has_table("p") and not clickhouse.tables()

        run = pawl("up", env=env, cwd=postgres.folder)
        assert run.exit == 0, run
        assert lines_of(run)[1::2] == ["==> events: applied 1, skipped 0",
                                       "==> main: applied 0, skipped 1"]

        run = pawl("up", "--target", "mian", env=env, cwd=postgres.folder)
        assert run.exit == 2, run
        assert run.says('Did you mean "main"?'), run


def test_a_database_of_two_that_is_not_there(servers):
    """Everything is reached and read before anything runs."""
    with two(servers) as (postgres, clickhouse):
        run = pawl("up", "--dir", EXAMPLES, env=environment_of(postgres, clickhouse)
                   | {"PAWL_CLICKHOUSE_URL": NOBODY})
        assert run.exit == 10, run
        assert run.says("clickhouse:", "127.0.0.1:1"), run
        assert postgres.tables() == set()


def test_a_file_of_two_that_is_wrong(servers):
    with two(servers) as (postgres, clickhouse):
        for db in (postgres, clickhouse):
            db.write({"0001_a": db.create_table("a", "i int")})
        clickhouse.write({"0002_b": "INSERT INTO a VALUES (1); SELECT 'never ends"})
        run = pawl("up", env=environment_of(postgres, clickhouse)
                   | {"PAWL_POSTGRES_DIR": str(postgres.dir),
                      "PAWL_CLICKHOUSE_DIR": str(clickhouse.dir)})
        assert run.exit == 4, run
        assert run.says("0002_b.sql:1:34"), run
        assert postgres.tables() == clickhouse.tables() == set()


def test_urls_in_each_others_place(servers):
    with two(servers) as (postgres, clickhouse):
        run = pawl("up", "--dir", EXAMPLES, env={"PAWL_POSTGRES_URL": clickhouse.url,
                                                "PAWL_CLICKHOUSE_URL": postgres.url})
        assert run.exit == 3, run
        assert run.says("PAWL_POSTGRES_URL", "ClickHouse"), run


def test_postgres_is_done_when_clickhouse_stops(servers):
    """The first database keeps what it has; the second goes on with the next run."""
    with two(servers) as (postgres, clickhouse):
        for db in (postgres, clickhouse):
            db.write({"0001_a": db.create_table("a", "i int")})
        clickhouse.write({"0002_b": "ALTER TABLE no_such_table ADD COLUMN c Int8"})
        env = environment_of(postgres, clickhouse) | {
            "PAWL_POSTGRES_DIR": str(postgres.dir), "PAWL_CLICKHOUSE_DIR": str(clickhouse.dir)}
        run = pawl("up", env=env)
        assert run.exit == 20, run
        assert postgres.has_table("a") and clickhouse.has_table("a")
        clickhouse.write({"0002_b": "ALTER TABLE a ADD COLUMN c Int8"})
        run = pawl("up", env=env)
        assert run.exit == 0, run
        assert lines_of(run)[1::2] == ["==> postgres: applied 0, skipped 1",
                                       "==> clickhouse: applied 1, skipped 1"]

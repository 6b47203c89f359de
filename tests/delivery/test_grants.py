"""The rights that docs/kubernetes.md gives, tried with users who have these and no others."""

from pathlib import Path
import re
import subprocess
import tempfile
import time

from tests.integration.databases import EXAMPLES, PAWL, Database, environment, on
from tests.servers import ClickHouse26
from tests.servers.server import ROOT

DOCS = (ROOT / "docs/kubernetes.md").read_text()


def grants(database: str, who: str) -> list[str]:
    """The statements of docs/kubernetes.md for a user."""
    block = re.search(rf"```sql\n(-- {database}\n.*?)```", DOCS, re.DOTALL)[1]
    return [statement for statement in re.split(r";\n", block)
            if re.search(rf"\bTO {who}\b", statement)]


def pawl(url: str, *words) -> subprocess.CompletedProcess:
    return subprocess.run([PAWL, *words, "--dir", EXAMPLES], text=True, capture_output=True,
                          env=environment(DATABASE_URL=url))


@on("postgres15", "postgres18")
def test_postgres(db):
    for role in ("migrator", "app_reader"):
        name = f"{role}_{db.name}"
        db.query(f"CREATE ROLE {name} LOGIN")
    try:
        _postgres(db)
    finally:
        for role in ("migrator", "app_reader"):
            db.query(f"DROP OWNED BY {role}_{db.name} CASCADE; DROP ROLE {role}_{db.name}")


def _postgres(db):
    def url(role: str) -> str:
        return db.url.replace("postgres@", f"{role}_{db.name}@")

    run = pawl(url("migrator"), "up")
    assert run.returncode == 24 and "schema" in run.stderr and "permission denied" in run.stderr, run
    given = grants("PostgreSQL", "migrator") + grants("PostgreSQL", "app_reader")
    assert len(given) >= 3, given
    for statement in given:
        db.query(re.sub(r"\b(migrator|app_reader)\b", rf"\1_{db.name}",
                        statement.replace("app TO", f"{db.name} TO")))

    run = pawl(url("app_reader"), "wait", "--timeout", "0")
    assert run.returncode == 13, run
    run = pawl(url("migrator"), "up")
    assert run.returncode == 0 and "applied 12" in run.stdout, run
    for command in (["wait", "--timeout", "0"], ["status"], ["plan"]):
        run = pawl(url("app_reader"), *command)
        assert run.returncode == 0, run
    assert pawl(url("migrator"), "up").returncode == 0
    # A reader who migrates is told what is missing.
    db.query("DROP VIEW pawl_migrations; DROP TABLE pawl_journal")
    run = pawl(url("app_reader"), "up")
    assert run.returncode == 24 and "permission denied" in run.stderr, run


class Granted(ClickHouse26):
    """A server with the users of the docs: clickhouse-local has no CREATE USER, but users.xml."""

    def _write_users(self, root: str) -> None:
        super()._write_users(root)
        file = self.folder / "users.xml"
        users = ""
        for user in ("migrator", "app_reader", "nobody"):
            queries = "".join(f"<query>{statement.split(' TO ')[0].split(chr(10))[-1]}</query>"
                              for statement in grants("ClickHouse", user))
            users += (f"<{user}><password></password><networks><ip>127.0.0.1</ip></networks>"
                      f"<profile>default</profile><quota>default</quota>"
                      f"<grants>{queries or '<query>REVOKE ALL ON *.*</query>'}</grants></{user}>")
        file.write_text(file.read_text().replace("</users>", users + "</users>"))


def test_clickhouse26(_):
    with Granted() as server:
        server.create_database("app")

        def url(user: str) -> str:
            return f"clickhouse://{user}@127.0.0.1:{server.port}/app"

        run = pawl(url("nobody"), "up")
        assert run.returncode == 24 and "the grant " in run.stderr, run
        run = pawl(url("app_reader"), "wait", "--timeout", "0")
        assert run.returncode == 13, run
        run = pawl(url("migrator"), "up")
        assert run.returncode == 0 and "applied 7" in run.stdout, run
        for command in (["wait", "--timeout", "0"], ["status"], ["plan"]):
            run = pawl(url("app_reader"), *command)
            assert run.returncode == 0, run
        assert pawl(url("migrator"), "up").returncode == 0
        _recovers(server, url("migrator"))
        # A reader who migrates is told what is missing.
        server.query("DROP VIEW pawl_migrations", "app")
        server.query("DROP TABLE pawl_journal", "app")
        run = pawl(url("app_reader"), "up")
        assert run.returncode == 24 and "the grant " in run.stderr, run


def _recovers(server, url: str) -> None:
    """A runner that is killed: the rights are enough to find out what became of its statement."""
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        (Path(folder) / "0001_slow.sql").write_text(
            "CREATE TABLE slow (i Int64) ENGINE = MergeTree ORDER BY i;\n"
            "INSERT INTO slow SELECT i + sleepEachRow(0.7) FROM (SELECT arrayJoin(range(4)) AS i);\n")
        words = [PAWL, "up", "--dir", folder]
        variables = environment(DATABASE_URL=url, PAWL_LOCK_LEASE="3")
        process = subprocess.Popen(words, env=variables, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while server.query("SELECT count() FROM system.processes WHERE query LIKE "
                           "'INSERT INTO slow SELECT%'") != [["1"]]:
            assert time.monotonic() < until and process.poll() is None
            time.sleep(0.05)
        process.kill()
        process.wait()
        run = subprocess.run(words, env=variables, text=True, capture_output=True)
        assert run.returncode == 0, run
        assert server.query("SELECT i FROM slow ORDER BY i", "app") == [["0"], ["1"], ["2"], ["3"]]

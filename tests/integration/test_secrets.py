"""A password is in nothing that pawl writes: not in its output, nor in a database."""

import json

from tests.integration.databases import CLICKHOUSE, EXAMPLES, on, pawl
from tests.integration.test_connect import PASSWORD, password_role

SECRET = "hunter2"

# Wrong in every way that people get URLs wrong, and some that are only out of reach. Port 1 is
# where nobody listens.
URLS = [
    f"postgresql://user:{SECRET}@127.0.0.1:1/app",
    f"postgresql://user:{SECRET}@127.0.0.1:port/app",
    f"postgresql://user:{SECRET}@127.0.0.1:99999/app",
    f"postgresql://user:{SECRET}/more@127.0.0.1/app",
    f"postgresql://user:a/{SECRET}@127.0.0.1/app",
    f"postgresql://user:more/{SECRET}:{SECRET}@127.0.0.1/app",
    f"postgresql://user:{SECRET}?x@127.0.0.1:1/app",
    f"postgresql://user:{SECRET}#x@127.0.0.1:1/app",
    f"postgresql://user:{SECRET}@more@127.0.0.1:1/app",
    f"postgresql://user:{SECRET}%zz@127.0.0.1/app",
    f"postgresql://user:%00{SECRET}@127.0.0.1/app",
    f"postgresql://user:{SECRET}@[::1/app",
    f"postgresql://user:[{SECRET}@127.0.0.1/app",
    f"postgresql://127.0.0.1:1/app?password={SECRET}",
    f"postgresql://127.0.0.1:1/app?password={SECRET}&bogus=1",
    f"postgresql://127.0.0.1:1/app?pasword={SECRET}",
    f"postgresql://127.0.0.1:1/app?password={SECRET}&sslmode=bogus",
    f"postgresql://127.0.0.1:1/app?options=x&password={SECRET}=",
    f"postgres:{SECRET}",
    f"host=127.0.0.1 port=1 password={SECRET}",
    f"host=127.0.0.1 port=1 password={SECRET} bogus=1",
    f"host=127.0.0.1 port=1 password='{SECRET}",
    f"host=127.0.0.1 port=1 password=a {SECRET}",
    f"host=127.0.0.1 port=1 password=a {SECRET} b",
    f"host=127.0.0.1 port=1 passwrd={SECRET}",
    f"password = {SECRET}",
    f"clickhouse://user:{SECRET}@127.0.0.1:1/app",
    f"clickhouse://user:{SECRET}@127.0.0.1:99999/app",
    f"clickhouse://user:{SECRET}@127.0.0.1:port/app",
    f"clickhouse://user:{SECRET}/more@127.0.0.1:1/app",
    f"clickhouse://user:a/{SECRET}@127.0.0.1:1/app",
    f"clickhouse://user:{SECRET}?x@127.0.0.1:1/app",
    f"clickhouse://user:{SECRET}%zz@127.0.0.1:1/app",
    f"http://user:{SECRET}@/app",
    f"http://user:{SECRET}@no host:1/app",
    f"http://127.0.0.1:1/app?password={SECRET}",
    f"http://127.0.0.1:1/app?password={SECRET}&=",
    f"https://user:{SECRET}@127.0.0.1:1/app",
    f"mysql://user:{SECRET}@127.0.0.1/app",
    f"user:{SECRET}@127.0.0.1/app",
    f"//user:{SECRET}@127.0.0.1/app",
    f"://{SECRET}",
    SECRET,
]


def assert_silent(run, *secrets):
    for secret in secrets:
        assert secret not in run.output, (secret, run)


def test_wrong_urls(servers):
    for number, url in enumerate(URLS):
        # Each way of giving it has code of its own that could quote it.
        for arguments, env in [
                (["up", "--verbose", "--dir", EXAMPLES], {"DATABASE_URL": url}),
                (["up", "--json", "--dir", EXAMPLES, "--url", url], {}),
                (["status", "--verbose", "--dir", EXAMPLES],
                 {"PAWL_POSTGRES_URL" if "postgres" in url or "=" in url
                  else "PAWL_CLICKHOUSE_URL": url})]:
            run = pawl(*arguments, "--connect-timeout", "1", env=env)
            assert run.exit in (2, 3, 10), (url, run)
            assert_silent(run, SECRET)


@on("postgres18")
def test_urls_in_the_file(db):
    for url in URLS:
        if ("://user" not in url and "password" not in url) or "password=a " in url:
            continue  # nothing in such a line tells where it holds a secret
        for line in [f"url: {json.dumps(url)}", f"url: ${{URL}}", f"url: {url}"]:
            file = db.folder / "pawl.yaml"
            file.write_text(f"targets:\n  - {line}\n    dir: {EXAMPLES}\n    bogus: 1\n")
            run = pawl("up", "--verbose", "--config", file, env={"URL": url})
            assert run.exit == 3, (line, run)
            assert_silent(run, SECRET)


@on("postgres18")
def test_password_files(db):
    secret = db.folder / "secret"
    for text, url in [(f"{SECRET}\n{SECRET}\n", db.url), (f"{SECRET}\0", db.url),
                      (SECRET, db.url.replace("postgres@", f"postgres:{SECRET}@")),
                      (SECRET, f"postgresql://127.0.0.1:1/app"),
                      (SECRET, f"postgresql://127.0.0.1:1/app?bogus=1")]:
        secret.write_text(text)
        for flag in ["--verbose", "--json"]:
            run = db.up(flag, "--password-file", secret, url=url)
            assert run.exit in (3, 10), run
            assert_silent(run, SECRET)


def runs(db, url, env=None):
    """One run of each kind: everything goes well, a statement is refused, nothing to do."""
    db.write({"0001_a": db.create_table("a", "i int"), "0002_wrong": "SELECT no_such_thing"})
    for flag in ["--verbose", "--json"]:
        for command in ["plan", "up", "status"]:
            yield db.pawl(command, flag, url=url, env=env)
    db.write({"0002_wrong": "SELECT 1"})
    for command in ["up", "up", "status", "plan"]:
        yield db.pawl(command, "--verbose", url=url, env=env)
    yield db.pawl("baseline", "no_such_version", url=url, env=env)


def rows_of(db) -> str:
    return str(db.query("SELECT * FROM pawl_journal") + db.query("SELECT * FROM pawl_migrations"))


@on("postgres15", "postgres18")
def test_postgres(db):
    with password_role(db) as role:
        encoded = "".join(f"%{byte:02X}" for byte in PASSWORD.encode())
        plain = db.url.replace("postgres@", f"{role}@")
        secret = db.folder / "secret"
        secret.write_text(PASSWORD)
        for url, env in [(plain.replace(f"{role}@", f"{role}:{encoded}@"), {}),
                         (plain, {"PAWL_PASSWORD_FILE": str(secret)}),
                         (plain, {"PGPASSWORD": PASSWORD})]:
            for run in runs(db, url, env):
                assert_silent(run, PASSWORD, encoded, "w\u00f6rd")
        assert db.states() == {"0001_a": "applied", "0002_wrong": "applied"}
        assert "w\u00f6rd" not in rows_of(db)
        assert encoded not in rows_of(db)


@on(*CLICKHOUSE)
def test_clickhouse(db):
    url = db.server.url(db.name, user="pawl")
    assert "s3cret%20p%40ss" in url
    for run in runs(db, url):
        assert_silent(run, "s3cret", "p@ss", "p%40ss")
    for wrong in [url.replace("s3cret", "wr0ng"), f"{url}?no_such_setting=1",
                  url.replace(db.name, "no_such_database")]:
        run = db.up("--verbose", url=wrong)
        assert run.exit in (3, 24), run
        assert_silent(run, "s3cret", "wr0ng", "p@ss", "p%40ss")
    assert db.states() == {"0001_a": "applied", "0002_wrong": "applied"}
    assert "s3cret" not in rows_of(db)
    db.query("SYSTEM FLUSH LOGS")
    log = str(db.query(f"SELECT * FROM system.query_log WHERE query LIKE '%{db.name}%'"))
    assert "pawl_journal" in log
    assert "s3cret" not in log
    for secret in ["s3cret", "wr0ng"]:
        assert secret not in db.server.log.read_text(errors="replace")

"""What the two ClickHouse versions share: users, HTTP, and the shape of the configuration."""

import http.client
import re
from urllib.parse import quote, urlencode

from .server import Rows, Server, ServerError

PASSWORDS = {"default": "", "pawl": "s3cret p@ss"}

_ESCAPES = {"b": "\b", "f": "\f", "r": "\r", "n": "\n", "t": "\t", "0": "\0"}


class ClickHouse(Server):
    database_engine = ""  # of a database that create_database() makes
    profile: dict[str, str] = {}  # settings that every user has

    def url(self, database: str = "default", user: str = "default") -> str:
        password = PASSWORDS[user]
        login = f"{user}:{quote(password, safe='')}" if password else user
        return f"clickhouse://{login}@127.0.0.1:{self.port}/{database}"

    def query(self, sql: str, database: str = "default", user: str = "default",
              **settings: str | int) -> Rows:
        status, body = self.http(sql, database=database, user=user, password=PASSWORDS[user],
                                 default_format="TabSeparated", **settings)
        if status != 200:
            raise ServerError(body.strip())
        return [[_unescape(value) for value in line.split("\t")] for line in body.splitlines()]

    def http(self, sql: str, **parameters: str | int) -> tuple[int, str]:
        """One request on a connection of its own: its status and body."""
        # Not urllib, which would follow http_proxy.
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            connection.request("POST", "/?" + urlencode(parameters), sql.encode())
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        except http.client.HTTPException as error:
            raise ServerError(f"no answer: {error!r}") from error
        finally:
            connection.close()

    def create_database(self, name: str) -> None:
        self.query(f"CREATE DATABASE {_quote(name)} {self.database_engine}")

    def drop_database(self, name: str) -> None:
        self.query(f"DROP DATABASE IF EXISTS {_quote(name)}")

    def _write_users(self, root: str) -> None:
        """users.xml: the profile, and the users of PASSWORDS. `root` is its outermost element."""
        users = "".join(
            f"<{user}><password>{password}</password><networks><ip>127.0.0.1</ip></networks>"
            f"<profile>default</profile><quota>default</quota></{user}>\n"
            for user, password in PASSWORDS.items())
        profile = "".join(f"<{name}>{value}</{name}>" for name, value in self.profile.items())
        (self.folder / "users.xml").write_text(
            f"<{root}>\n<profiles><default>{profile}</default></profiles>\n"
            f"<quotas><default/></quotas>\n<users>\n{users}</users>\n</{root}>\n")


def _unescape(value: str) -> str | None:
    if value == "\\N":
        return None
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), value)


def _quote(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

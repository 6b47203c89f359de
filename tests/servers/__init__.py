"""Real servers for tests, on free loopback ports and in temporary folders.

    with Postgres(18) as server:
        server.create_database("app")
        run_pawl(server.url("app"))
        server.kill()
        server.start()  # same port, same data
        assert server.query("SELECT count(*) FROM t", "app") == [["3"]]

Nothing is left running or on disk when the process that started them ends, however it ends.
"""

from .clickhouse18 import ClickHouse18
from .clickhouse26 import ClickHouse26
from .pgbouncer import PgBouncer
from .postgres import Postgres
from .server import NotInstalled, Server, ServerError

SERVERS = {
    "postgres15": lambda: Postgres(15),
    "postgres18": lambda: Postgres(18),
    "clickhouse18": ClickHouse18,
    "clickhouse26": ClickHouse26,
}

__all__ = ["SERVERS", "ClickHouse18", "ClickHouse26", "NotInstalled", "PgBouncer", "Postgres", "Server",
           "ServerError"]

"""PgBouncer (Debian's) in front of a Postgres: the transaction pooler that everybody has."""

import os
from pathlib import Path

from .postgres import Postgres
from .server import NotInstalled, Rows, Server

BINARY = Path("/usr/sbin/pgbouncer")


class PgBouncer(Server):
    name = "pgbouncer"
    user = Postgres.user  # it refuses to run as root, too

    def __init__(self, postgres: Postgres, pool_mode: str = "transaction") -> None:
        if not BINARY.exists():
            raise NotInstalled("PgBouncer is not installed: run tools/setup test")
        self.postgres = postgres
        self.pool_mode = pool_mode
        super().__init__()

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def query(self, sql: str, database: str = "postgres") -> Rows:
        return Postgres.query(self, sql, database)

    def _prepare(self) -> None:
        users = self.folder / "users.txt"
        users.write_text('"postgres" ""\n')
        self.config = self.folder / "pgbouncer.ini"
        self.config.write_text(
            "[databases]\n"
            f"* = host=127.0.0.1 port={self.postgres.port}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {users}\n"
            f"pool_mode = {self.pool_mode}\ndefault_pool_size = 5\nserver_idle_timeout = 1\n")
        for file in (users, self.config):
            os.chmod(file, 0o644)

    def _command(self) -> list[str | Path]:
        return [BINARY, self.config]

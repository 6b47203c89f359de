"""ClickHouse 18.16, the one in Debian: what installations that nobody upgrades still run."""

from pathlib import Path

from .clickhouse import ClickHouse
from .server import NotInstalled

BINARY = Path("/usr/sbin/clickhouse-server")


class ClickHouse18(ClickHouse):
    name = "clickhouse18"
    profile = {"log_queries": "1"}  # off by default in this version

    def _prepare(self) -> None:
        if not BINARY.exists():
            raise NotInstalled("clickhouse-server is not installed: run tools/setup test")
        self.tcp_port = self._reserve_port()
        self._write_users("yandex")
        (self.folder / "config.xml").write_text(f"""<yandex>
<logger><level>information</level><console>1</console></logger>
<http_port>{self.port}</http_port>
<tcp_port>{self.tcp_port}</tcp_port>
<interserver_http_port>{self._reserve_port()}</interserver_http_port>
<listen_host>127.0.0.1</listen_host>
<path>{self.folder}/data/</path>
<tmp_path>{self.folder}/tmp/</tmp_path>
<user_files_path>{self.folder}/files/</user_files_path>
<format_schema_path>{self.folder}/schemas/</format_schema_path>
<users_config>{self.folder}/users.xml</users_config>
<default_profile>default</default_profile>
<default_database>default</default_database>
<timezone>UTC</timezone>
<mark_cache_size>67108864</mark_cache_size>
<query_log><database>system</database><table>query_log</table></query_log>
</yandex>
""")

    def _command(self) -> list[str | Path]:
        return [BINARY, f"--config-file={self.folder}/config.xml"]

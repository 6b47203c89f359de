"""ClickHouse 26.7, from libchdb (see clickhouse26.c).

It is clickhouse-local that listens, so some things differ from a real server:

* the `system` database is in memory: logs are empty after every start;
* no ON CLUSTER, no replicated tables, no CREATE USER;
* `default` is an Overlay database, hence create_database();
* it has no orderly way to stop, and dies when a client goes away during the answer to a malformed
  request head: half-close and read on in such tests.
"""

from pathlib import Path
import shutil
import subprocess

from .clickhouse import ClickHouse
from .server import CACHE, NotInstalled, cache_lock

LIBRARY = CACHE / "chdb/libchdb.so"
SOURCE = Path(__file__).with_name("clickhouse26.c")

# Listening ends with the query that asked for it, so the last statement never ends.
QUERY = """
SYSTEM START LISTEN HTTP;
SYSTEM START LISTEN TCP;
SELECT sleepEachRow(1) FROM system.numbers FORMAT Null
    SETTINGS max_block_size = 1, max_threads = 1, max_execution_time = 0
"""


class ClickHouse26(ClickHouse):
    name = "clickhouse26"
    database_engine = "ENGINE = Atomic"
    # Where clickhouse-local's defaults differ from the server's.
    profile = {"allow_introspection_functions": "0", "implicit_select": "0",
               "mutations_sync": "0", "storage_file_read_method": "pread",
               # Queries that run once do not pay for being compiled.
               "compile_expressions": "0", "compile_aggregate_expressions": "0",
               "compile_sort_description": "0",
               # Nor do errors for a look through all of the library's symbols.
               "calculate_text_stack_trace": "0"}

    def _prepare(self) -> None:
        if not LIBRARY.exists():
            raise NotInstalled("libchdb is not there: run tools/setup test")
        self.tcp_port = self._reserve_port()
        self._write_users("clickhouse")
        (self.folder / "config.xml").write_text(f"""<clickhouse>
<users_config>{self.folder}/users.xml</users_config>
<timezone>UTC</timezone>
<mark_cache_size>67108864</mark_cache_size>
<query_log><database>system</database><table>query_log</table></query_log>
<part_log><database>system</database><table>part_log</table></part_log>
</clickhouse>
""")

    def _command(self) -> list[str | Path]:
        data = self.folder / "data"
        # What is left of the logs' tables would be in the way of the new ones.
        shutil.rmtree(data / "data/system", ignore_errors=True)
        return [_binary(), LIBRARY, f"--config-file={self.folder}/config.xml", f"--path={data}",
                f"--http_port={self.port}", f"--tcp_port={self.tcp_port}",
                "--listen_host=127.0.0.1", "--query", QUERY,
                # Half a megabyte of words for every run that is broken, and it takes time to write.
                "--log-level=fatal"]


def _binary() -> Path:
    """Compile clickhouse26.c, if that was not done since it last changed."""
    binary = CACHE / "clickhouse26-server"
    with cache_lock():
        if not binary.exists() or binary.stat().st_mtime < SOURCE.stat().st_mtime:
            new = binary.with_suffix(".new")  # a binary that is there must be whole
            subprocess.run(["cc", "-O1", "-Wall", "-o", new, SOURCE, "-ldl"], check=True)
            new.rename(binary)
    return binary

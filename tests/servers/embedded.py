"""Embedded ClickHouse: a folder that libchdb opens, in one process at a time.

As a program it is such a process: it runs the query on its standard input and writes the rows.
"""

from collections.abc import Iterable
import ctypes
from pathlib import Path
import subprocess
import sys

if __name__ != "__main__":
    from .clickhouse import _quote, _unescape
    from .clickhouse26 import LIBRARY
    from .server import NotInstalled, Rows, ServerError


class Embedded:
    """What Server offers, as far as it makes sense without one. It never runs: the folder is all
    there is, and whoever opens it has it alone."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        if not LIBRARY.exists():
            raise NotInstalled("libchdb is not there: run tools/setup test")
        self.folder = folder

    def url(self, database: str = "default") -> str:
        return f"chdb:{self.folder}?database={database}"

    def query(self, sql: str, database: str = "default", before: Iterable[str] = ()) -> "Rows":
        """before: queries that run in the same session before it."""
        # A process of its own: the library cannot be unloaded, and has threads and signal handlers.
        process = subprocess.run(
            [sys.executable, "-S", __file__, LIBRARY, self.folder, f"USE {_quote(database)}",
             *before],
            input=sql, text=True, capture_output=True)
        if process.returncode != 0:
            raise ServerError(process.stderr.strip())
        return [[_unescape(value) for value in line.split("\t")]
                for line in process.stdout.splitlines()]

    def create_database(self, name: str) -> None:
        self.query(f"CREATE DATABASE {_quote(name)} ENGINE = Atomic")


def _library(path: str) -> ctypes.CDLL:
    library = ctypes.CDLL(path)
    for function, result, *arguments in [
            ("connect", ctypes.POINTER(ctypes.c_void_p), ctypes.c_int,
             ctypes.POINTER(ctypes.c_char_p)),
            ("close_conn", None, ctypes.POINTER(ctypes.c_void_p)),
            ("query_n", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t,
             ctypes.c_char_p, ctypes.c_size_t),
            ("result_buffer", ctypes.c_void_p, ctypes.c_void_p),
            ("result_length", ctypes.c_size_t, ctypes.c_void_p),
            ("result_error", ctypes.c_char_p, ctypes.c_void_p)]:
        symbol = getattr(library, f"chdb_{function}")
        symbol.restype = result
        symbol.argtypes = arguments
    return library


def _main(path: str, folder: str, *queries: str) -> None:
    chdb = _library(path)
    arguments = [b"chdb", f"--path={folder}".encode()]
    connection = chdb.chdb_connect(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments))
    if not connection:
        sys.exit(f"could not open {folder}")
    for query in [*map(str.encode, queries), sys.stdin.buffer.read()]:
        result = chdb.chdb_query_n(connection[0], query, len(query), b"TabSeparated", 12)
        error = chdb.chdb_result_error(result)
        if error is not None:
            break
    else:
        sys.stdout.buffer.write(ctypes.string_at(chdb.chdb_result_buffer(result),
                                                 chdb.chdb_result_length(result)))
        sys.stdout.flush()
    chdb.chdb_close_conn(connection)
    if error is not None:
        sys.exit(error.decode(errors="replace"))


if __name__ == "__main__":
    _main(*sys.argv[1:])

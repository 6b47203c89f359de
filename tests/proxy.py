"""A TCP proxy on loopback that counts, delays and cuts what passes between a client and a server.

    with Proxy(server.port) as proxy:
        proxy.delay(to_server=5, to_client=5)              # a network of 10 ms
        proxy.plan = {2: Cut(after_requests=3)}            # lose the second connection's 3rd answer
        run_pawl(proxy.url(server.url("app")))
        assert proxy.round_trips <= 12

A *request* is all that the client sends until the server says something, a *round trip* is a
request that was answered. No knowledge of the protocol is needed for this: it is how often the
client had to wait. (One that sends on while it is being answered is not counted exactly.)
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re
import socket
import struct
import threading
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

How = Literal["fin", "rst", "hang"]
Side = Literal["to_server", "to_client"]

HTTP_REQUEST = re.compile(rb"((?:GET|HEAD|POST|PUT|DELETE|OPTIONS) \S+) HTTP/1\.[01]\r\n")


@dataclass(frozen=True)
class Cut:
    """When to cut a connection (by whichever rule is met first), and how.

    after_client_bytes, after_server_bytes: exactly so many bytes get through.
    after_requests: so many whole requests get through, but nothing of the last one's answer.
    how: "fin" ends both directions in order; "rst" resets both; with "hang" nothing gets through
    any more and neither side is told, as when the network between them is lost.
    """

    after_client_bytes: int | None = None
    after_server_bytes: int | None = None
    after_requests: int | None = None
    how: How = "fin"


NEVER = Cut()

Plan = Mapping[int, Cut] | Callable[[int], Cut | None]


class Proxy:
    """`plan` says how to cut which connection: by number, from 1, or as a function of the number.
    It is asked when a connection opens, so it may be set at any time."""

    def __init__(self, port: int, plan: Plan | None = None,
                 connection_type: "Callable[..., Connection] | None" = None) -> None:
        """connection_type: what each connection is to be, a Connection unless told otherwise."""
        self.port = 0  # known once it listens
        self.plan: Plan = plan or {}
        self.connections: list[Connection] = []
        self._connection_type = connection_type or Connection
        self._target_port = port
        self._delay: dict[Side, float] = {"to_server": 0, "to_client": 0}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task] = set()

    def __enter__(self):
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(self, *_) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, url: str) -> str:
        """The same URL, but by way of this proxy."""
        parts = urlsplit(url)
        login, at, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{login}{at}127.0.0.1:{self.port}"))

    def delay(self, to_server: float = 0, to_client: float = 0) -> None:
        """Milliseconds that data is under way, give or take one. Connecting takes a round trip."""
        self._delay = {"to_server": to_server / 1000, "to_client": to_client / 1000}

    def cut_all(self, how: How = "rst") -> None:
        """Cut every connection that is open, now."""
        async def cut() -> None:
            for connection in self.connections:
                connection.cut(how)
        self._call(cut())

    def reset(self) -> None:
        """Forget the connections so far: numbers and counts start anew."""
        self.connections = []

    @property
    def round_trips(self) -> int:
        return sum(connection.round_trips for connection in self.connections)

    @property
    def client_bytes(self) -> int:
        return sum(connection.client_bytes for connection in self.connections)

    @property
    def server_bytes(self) -> int:
        return sum(connection.server_bytes for connection in self.connections)

    @property
    def http_requests(self) -> list[str]:
        """The requests' first lines, such as "POST /?query_id=1", connection by connection."""
        return [line for connection in self.connections for line in connection.http_requests]

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=30)

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._connect(client, to_client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            reset(to_client)  # the nearest to "connection refused" that is left after accept()
            return
        number = len(self.connections) + 1
        cut = self.plan(number) if callable(self.plan) else self.plan.get(number)
        connection = self._connection_type(cut or NEVER, to_server, to_client, lambda: self._delay)
        self.connections.append(connection)
        await connection.run(client, server)


class Connection:
    """A client's connection: what passed, and whether it was cut."""

    def __init__(self, plan: Cut, to_server: asyncio.StreamWriter, to_client: asyncio.StreamWriter,
                 delay: Callable[[], dict[Side, float]]) -> None:
        self.client_bytes = 0
        self.server_bytes = 0
        self.requests = 0
        self.round_trips = 0
        self.http_requests: list[str] = []
        self.was_cut = False
        self._answered = True  # so that the client's first bytes begin a request
        self._plan = plan
        self._delay = delay
        self._writers: dict[Side, asyncio.StreamWriter] = {
            "to_server": to_server, "to_client": to_client}
        self._now = asyncio.get_running_loop().time
        self._open_from = self._now() + sum(delay().values())
        for writer in self._writers.values():
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # So that drain() waits until all is with the kernel, and a cut comes after it.
            writer.transport.set_write_buffer_limits(high=0)

    async def run(self, client: asyncio.StreamReader, server: asyncio.StreamReader) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                readers: dict[Side, asyncio.StreamReader] = {
                    "to_server": client, "to_client": server}
                for side, reader in readers.items():
                    under_way: asyncio.Queue = asyncio.Queue()
                    tasks.create_task(self._read(side, reader, under_way))
                    tasks.create_task(self._write(side, under_way))
        except* ConnectionError:
            self.cut("rst")  # one side has reset: so shall the other
        finally:
            for writer in self._writers.values():
                writer.transport.abort()  # nothing is left to be sent

    def cut(self, how: How) -> None:
        self.was_cut = True
        for writer in self._writers.values():
            if how == "rst":
                reset(writer)
            elif how == "fin":
                writer.write_eof()

    async def _read(self, side: Side, reader: asyncio.StreamReader, under_way: asyncio.Queue
                    ) -> None:
        cut = False
        while True:
            try:
                data = await reader.read(1 << 16)
            except ConnectionError:
                if self.was_cut:
                    return
                raise
            due = max(self._now(), self._open_from) + self._delay()[side]
            if not data:
                under_way.put_nowait((due, None))
                return
            # After a cut everything is still read: closing a socket with unread data resets it.
            if not (cut or self.was_cut):
                data, cut = self._pass(side, data)
                under_way.put_nowait((due, lambda writer, data=data: writer.write(data)))
                if cut:
                    under_way.put_nowait((due, lambda writer: self.cut(self._plan.how)))

    async def _write(self, side: Side, under_way: asyncio.Queue) -> None:
        writer = self._writers[side]
        while not self.was_cut:
            due, action = await under_way.get()
            if (wait := due - self._now()) > 0:
                await asyncio.sleep(wait)
            if self.was_cut:
                return
            if action is None:
                writer.write_eof()
                return
            action(writer)
            await writer.drain()

    def _pass(self, side: Side, data: bytes) -> tuple[bytes, bool]:
        """Count the data. Returns how much of it may pass, and whether that is the end."""
        if side == "to_server":
            if self._answered:
                self._answered = False
                self.requests += 1
                if match := HTTP_REQUEST.match(data):
                    self.http_requests.append(match[1].decode())
            data, cut = _limit(data, self.client_bytes, self._plan.after_client_bytes)
            self.client_bytes += len(data)
        else:
            if not self._answered:
                if self.requests == self._plan.after_requests:
                    return b"", True
                self._answered = True
                self.round_trips += 1
            data, cut = _limit(data, self.server_bytes, self._plan.after_server_bytes)
            self.server_bytes += len(data)
        return data, cut


def _limit(data: bytes, before: int, limit: int | None) -> tuple[bytes, bool]:
    if limit is None or before + len(data) < limit:
        return data, False
    return data[:limit - before], True


def reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the peer gets a RST, not a FIN."""
    connection = writer.get_extra_info("socket")
    if connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()

"""What can happen to one message of a run, by way of tests/proxy.py.

    faults = Faults("http", Fault("kill_after", at=17), strike=process.kill)
    with Proxy(server.port, connection_type=faults.connection) as proxy:
        ...
    assert faults.struck

The proxy passes on whole messages only, so "before" and "after" are exact.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
import errno

from tests.proxy import Connection, Cut, reset

from .wire import FRAMERS, Message

# What each kind does; KILLS strike the runner or the server, the others only the connection.
KINDS = {
    "kill_before": "killed before the message reached the server",
    "kill_during": "killed when the message was on its way, with nothing withheld",
    "kill_after": "killed when the server had carried it out, with its answer withheld",
    "cut_before": "connection reset before the message was passed on",
    "cut_after": "connection reset when the server had carried it out",
    "answer_cut": "half of the answer came through",
    "request_cut": "the first Fault.size sixths of the message came through",
    "gateway_before": "a 502 or 504 in place of passing it on",
    "gateway_after": "a 502 or 504 in place of the answer",
    "hang": "passed on, and no answer ever",
}
SIXTHS = 6
# All of the message came through but its last Fault.size bytes.
BYTES_CUT = "bytes_cut"
# As kill_during; and then the next run, which resumes, is killed as well.
TWICE = "twice"
# While the message is carried out, something waits to kill: strike() sets the trap, relent()
# takes it away.
TRAP = "rename"
KILLS = ("kill_before", "kill_during", "kill_after")
HTTP_ONLY = ("gateway_before", "gateway_after")

QUIET = 0.02  # seconds without a word from the server, where nothing tells that it is done
PATIENCE = 300  # seconds for the server to carry a message out
AFTER_A_CUT = 30  # seconds for it to end when a part of one is all that it gets

# What a run sends between its messages, over a connection of its own, as time goes by. They are
# not counted: at the same number there is the same message, however slow the machine is.
RENEWAL = b"VALUES ('renewed',"

# Strikes wait for somebody's death, each in a thread of its own.
STRIKERS = ThreadPoolExecutor()


@dataclass(frozen=True)
class Fault:
    kind: str
    step: int  # of the set, from 1: which of the runs is broken
    at: int  # the client's message, from 1, over all of the run's connections
    size: int = 0  # what else the kind wants to know: how much of it, which rename

    def __str__(self) -> str:
        return f"{self.kind}@{self.step}:{self.at}" + (f".{self.size}" if self.size else "")


class Faults:
    """Counts a run's messages over all of its connections, and strikes at one of them."""

    def __init__(self, protocol: str, fault: Fault | None = None,
                 strike: Callable[[], None] = lambda: None,
                 watch: Callable[[], None] | None = None,
                 relent: Callable[[], None] = lambda: None) -> None:
        """strike: kills somebody, and returns when it is dead. watch: called before each
        message is passed on; it may take its time."""
        self.protocol = protocol
        self.fault = fault
        self.watch = watch
        self.relent = relent
        self.messages: list[Message] = []  # whole ones, in the order in which they came
        self.struck: Message | None = None
        self.errors: list[Exception] = []  # of the harness itself
        self._connections = 0
        self._strike = strike
        self._strikes: list[Future] = []

    async def strike(self) -> None:
        """To its end, even if the connection is over before that."""
        self._strikes.append(STRIKERS.submit(self._strike))
        await asyncio.shield(asyncio.wrap_future(self._strikes[-1]))

    def settle(self) -> None:
        """After the run. Returns when whoever was struck is dead: nobody may look, or start it
        again, before."""
        for strike in self._strikes:
            strike.result()
        if self.fault and self.fault.kind in KILLS and not self._strikes:
            self.struck = None  # it was the last message, and the run did not wait for its end

    def connection(self, plan: Cut, to_server, to_client, delay) -> "FaultyConnection":
        self._connections += 1
        return FaultyConnection(self, self._connections == 1, plan, to_server, to_client, delay)

    def take(self, message: Message) -> bool:
        """Is this the one?"""
        self.messages.append(message)
        if self.fault is None or len(self.messages) != self.fault.at:
            return False
        self.struck = message
        return True


class FaultyConnection(Connection):
    def __init__(self, faults: Faults, is_first: bool, plan: Cut, to_server: asyncio.StreamWriter,
                 to_client: asyncio.StreamWriter, delay) -> None:
        super().__init__(plan, to_server, to_client, delay)
        self._faults = faults
        self._is_first = is_first
        requests, answers = FRAMERS[faults.protocol]
        self._requests, self._answers = requests(), answers()
        self._to_server, self._to_client = to_server, to_client
        self._request: Message | None = None  # the one that is being answered
        self._withheld: bytes | None = None
        self._whole = asyncio.Event()

    async def run(self, client: asyncio.StreamReader, server: asyncio.StreamReader) -> None:
        pumps = [asyncio.ensure_future(pump) for pump in
                 (self._from_client(client), self._from_server(server))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            # An end is passed on, and then the other side has a moment for what it still has to
            # say. HTTP: a client that has closed wants no answer, but the server goes on.
            await asyncio.wait(pumps, timeout=0.2)
        finally:
            for pump in pumps:
                pump.cancel()
            ends = await asyncio.gather(*pumps, return_exceptions=True)
            self._faults.errors += [end for end in ends if isinstance(end, Exception)
                                    and not _is_gone(end)]
            for writer in self._writers.values():
                writer.transport.abort()

    async def _from_client(self, client: asyncio.StreamReader) -> None:
        while data := await client.read(1 << 16):
            for message in self._requests.feed(data):
                if RENEWAL in message.data and not self._is_first:
                    await self._pass_on(message)
                    continue
                if self._faults.watch:
                    await asyncio.to_thread(self._faults.watch)
                if self._faults.take(message):
                    await getattr(self, "_" + self._faults.fault.kind)(message)
                else:
                    await self._pass_on(message)
                if self.was_cut:
                    return
        self._to_server.write_eof()

    async def _pass_on(self, message: Message) -> None:
        self._request = message
        self._whole.clear()
        self._to_server.write(message.data)
        await self._to_server.drain()

    async def _from_server(self, server: asyncio.StreamReader) -> None:
        try:
            while data := await server.read(1 << 16):
                if self.was_cut:
                    continue  # it took its time, and the end has been passed on
                if self._withheld is None:
                    self._to_client.write(data)
                    await self._to_client.drain()
                else:
                    self._withheld += data
                if self._request and self._answers.whole(data, self._request):
                    self._whole.set()
        finally:
            self._whole.set()
        if self._withheld is None:
            self._to_client.write_eof()
        else:
            await asyncio.sleep(PATIENCE)  # whoever withholds it decides when to end

    async def _carry_out(self, message: Message) -> bytes:
        """Pass it on, and return the answer when the server is done with it."""
        self._withheld = b""
        await self._pass_on(message)
        if message.answered:
            await asyncio.wait_for(self._whole.wait(), PATIENCE)
        else:
            await asyncio.sleep(QUIET)
        answer, self._withheld = self._withheld, None
        return answer

    def _end(self) -> None:
        self.was_cut = True
        for writer in self._writers.values():
            reset(writer)

    async def _kill(self) -> None:
        await self._faults.strike()
        self._end()

    async def _kill_before(self, _message: Message) -> None:
        await self._kill()

    async def _kill_during(self, message: Message) -> None:
        await self._pass_on(message)
        await self._faults.strike()
        self.was_cut = True
        self._to_server.write_eof()

    async def _kill_after(self, message: Message) -> None:
        self._withheld = b""
        await self._carry_out(message)
        await self._kill()

    async def _cut_before(self, _message: Message) -> None:
        self._end()

    async def _cut_after(self, message: Message) -> None:
        await self._carry_out(message)
        self._end()

    async def _answer_cut(self, message: Message) -> None:
        answer = await self._carry_out(message)
        self._to_client.write(answer[:len(answer) // 2])
        await self._to_client.drain()
        self.cut("fin")

    async def _request_cut(self, message: Message) -> None:
        await self._pass_on_part(message, len(message.data) * self._faults.fault.size // SIXTHS)

    async def _bytes_cut(self, message: Message) -> None:
        await self._pass_on_part(message, len(message.data) - self._faults.fault.size)

    async def _pass_on_part(self, message: Message, size: int) -> None:
        """The end comes in order, as from a client that died: an old ClickHouse takes that for
        the end of the statement."""
        self._withheld = b""
        self._request = None  # so that only the end counts
        self._whole.clear()
        self._to_server.write(message.data[:max(1, size)])
        await self._to_server.drain()
        self._to_server.write_eof()
        # If the server takes the half for a whole, then now. It ends when it has said so, and
        # ClickHouse 26 as it is here must not be left before (tests/servers/clickhouse26.py).
        await asyncio.wait([asyncio.ensure_future(self._whole.wait())], timeout=AFTER_A_CUT)
        self._end()

    async def _gateway_before(self, message: Message) -> None:
        await self._answer_as_gateway()

    async def _gateway_after(self, message: Message) -> None:
        await self._carry_out(message)
        await self._answer_as_gateway()

    async def _answer_as_gateway(self) -> None:
        status = "502 Bad Gateway" if self._faults.fault.at % 2 else "504 Gateway Time-out"
        body = f"<html><head><title>{status}</title></head></html>\r\n"
        self._to_client.write(f"HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: text/html\r\n"
                              f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n{body}"
                              .encode())
        await self._to_client.drain()

    async def _hang(self, message: Message) -> None:
        self._withheld = b""
        await self._pass_on(message)

    async def _rename(self, message: Message) -> None:
        await self._faults.strike()
        try:
            await self._pass_on(message)
            await asyncio.wait([asyncio.ensure_future(self._whole.wait())], timeout=PATIENCE)
        finally:
            await asyncio.to_thread(self._faults.relent)


def _is_gone(error: Exception) -> bool:
    """The other side has left: as it must be where somebody is killed."""
    return isinstance(error, ConnectionError) or getattr(error, "errno", None) == errno.ENOTCONN

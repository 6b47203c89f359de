"""Where the messages of a stream of bytes end: HTTP/1.1, and PostgreSQL's protocol 3.

A framer takes the bytes as they come and gives back whole messages. What the two sides say is all
that it knows; who breaks what is in faults.py.
"""

from dataclasses import dataclass
import re
import struct

HEAD_END = b"\r\n\r\n"

# What a client may send in place of a start-up message (protocol-message-formats.html).
POSTGRES_SPECIAL = {80877102: "CancelRequest", 80877103: "SSLRequest", 80877104: "GSSENCRequest"}
# The server answers these with ReadyForQuery, and only these: Query, Sync, FunctionCall.
POSTGRES_ANSWERED = b"QSF"
# Query, Parse: the rest of a message carries no statement.
POSTGRES_TEXTS = b"QP"

# A frame of ClickHouse's compression: 16 bytes of checksum, the method, two lengths.
FRAME_HEAD = 25


@dataclass(frozen=True)
class Message:
    data: bytes
    label: str = ""  # for people: which message this is
    statement: bool = False  # it carries SQL
    answered: bool = True  # the server will say when it is done with it


class HttpRequests:
    """A client's half of a connection."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, data: bytes) -> list[Message]:
        self._data += data
        messages = []
        while (size := _http_size(self._data, closed=False)) is not None:
            request, self._data = self._data[:size], self._data[size:]
            messages.append(Message(request, _http_label(request), statement=True))
        return messages


class HttpAnswers:
    """A server's half: one answer at a time."""

    def __init__(self) -> None:
        self._data = b""

    def whole(self, data: bytes, request: Message) -> bool:
        """Is the answer to the request complete with these bytes? Then the next may come."""
        self._data += data
        size = _http_size(self._data, closed=True)
        if size is None:
            return False
        self._data = self._data[size:]
        return True


def _http_size(data: bytes, closed: bool) -> int | None:
    """How long the first message is, if it is complete. closed: without a length it lasts until
    the end of the connection, so it is never complete."""
    end = data.find(HEAD_END)
    if end < 0:
        return None
    head, start = data[:end].lower(), end + len(HEAD_END)
    if b"\r\ntransfer-encoding: chunked" in head:
        return _chunked_end(data, start)
    length = re.search(rb"\r\ncontent-length: *(\d+)", head)
    if length is None:
        return None if closed else start
    return start + int(length[1]) if len(data) >= start + int(length[1]) else None


def _chunked_end(data: bytes, at: int) -> int | None:
    while (line := data.find(b"\r\n", at)) >= 0:
        size = int(data[at:line].split(b";")[0] or b"0", 16)
        at = line + 2 + size + 2
        if size == 0 or at > len(data):
            break
    else:
        return None
    return at if size == 0 and at <= len(data) else None


def _http_label(request: bytes) -> str:
    body = request.partition(HEAD_END)[2]
    if len(body) > FRAME_HEAD and body[:16] == bytes(16):
        body = body[FRAME_HEAD:]
    return _words(body)


class PostgresRequests:
    """A client's half of a connection."""

    def __init__(self) -> None:
        self._data = b""
        self._started = False

    def feed(self, data: bytes) -> list[Message]:
        self._data += data
        messages = []
        while (message := self._next()) is not None:
            messages.append(message)
        return messages

    def _next(self) -> Message | None:
        head = 1 if self._started else 0
        if len(self._data) < head + 4:
            return None
        size = head + struct.unpack_from("!I", self._data, head)[0]
        if len(self._data) < size:
            return None
        data, self._data = self._data[:size], self._data[size:]
        if self._started:
            kind = data[:1]
            text = data[5:] if kind in POSTGRES_TEXTS else b""
            label = f"{kind.decode()} {_words(text.replace(bytes(1), b' '))}".rstrip()
            return Message(data, label, kind in POSTGRES_TEXTS, kind in POSTGRES_ANSWERED)
        special = POSTGRES_SPECIAL.get(struct.unpack_from("!I", data, 4)[0])
        self._started = special is None
        return Message(data, special or "start-up", answered=special is None)


class PostgresAnswers:
    """A server's half: complete with ReadyForQuery."""

    def __init__(self) -> None:
        self._data = b""
        self._plain = False

    def whole(self, data: bytes, request: Message) -> bool:
        self._data += data
        if request.label in POSTGRES_SPECIAL.values():  # a byte, or nothing
            done, self._data = bool(self._data), b""
            return done
        done = False
        while len(self._data) >= 5:
            size = 1 + struct.unpack_from("!I", self._data, 1)[0]
            if len(self._data) < size:
                break
            done = self._data[:1] == b"Z"
            self._data = self._data[size:]
        return done


FRAMERS = {"http": (HttpRequests, HttpAnswers), "postgres": (PostgresRequests, PostgresAnswers)}


def _words(text: bytes) -> str:
    return " ".join(text.decode(errors="replace").split())[:100]

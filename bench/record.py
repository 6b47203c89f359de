"""The requests in what a client sent, for the bare clients to send again.

So the limit makes the same writes as pawl by construction, however pawl's ledger changes.
"""

from pathlib import Path


def write_records(file: Path, records: list[bytes]) -> Path:
    with open(file, "wb") as out:
        for record in records:
            out.write(b"%d\n%s\0" % (len(record), record))
    return file


def postgres_queries(sent: bytes) -> list[bytes]:
    """The texts of the simple queries of one or more sessions, one after the other."""
    queries = []
    at = 0
    while at < len(sent):
        if sent[at] == 0:  # the start of a session: no type, only a size
            at += int.from_bytes(sent[at:at + 4])
            continue
        kind = sent[at:at + 1]
        size = int.from_bytes(sent[at + 1:at + 5])
        if kind == b"Q":
            queries.append(sent[at + 5:at + size])
        elif kind not in b"Xp":
            raise ValueError(f"bare_postgres.c cannot repeat messages of kind {kind!r}")
        at += 1 + size
    return queries


def http_requests(sent: bytes) -> list[bytes]:
    """Path and body of each request, in turn."""
    records = []
    at = 0
    while at < len(sent):
        end = sent.index(b"\r\n\r\n", at)
        first, *headers = sent[at:end].split(b"\r\n")
        size = next(int(value) for name, _, value in (line.partition(b":") for line in headers)
                    if name.lower() == b"content-length")
        records += [first.split()[1], sent[end + 4:end + 4 + size]]
        at = end + 4 + size
    return records

"""Which of the requests of a run are the files' statements, the journal's rows, and the rest."""

import re

_JOURNAL = re.compile(r"\binsert\s+into\s+\S*pawl_journal\b", re.IGNORECASE)
_STATEMENT = re.compile(r"\bCREATE TABLE t_\d")
# What ClickHouse shows of an object before a statement (src/engines/clickhouse/probe/query.c).
_SNAPSHOT = re.compile(
    r"^SELECT (\* FROM \(SELECT 'l' AS f0|.{,80}uptime\(\)\)\), count\(\) FROM system)")
_LOCK = re.compile(r"pawl_lock|^SELECT 'n' AS line|advisory", re.IGNORECASE)


def of_requests(engine: str, requests: list[bytes]) -> dict:
    """requests as record.py makes them: on ClickHouse a path before each body."""
    bodies = requests if engine == "postgres" else requests[1::2]
    texts = [body.decode(errors="replace") for body in bodies]
    own = [text for text in texts if not any(
        pattern.search(text) for pattern in (_STATEMENT, _JOURNAL, _SNAPSHOT))]
    return {
        "requests": len(texts),
        "statements": sum(bool(_STATEMENT.search(text)) for text in texts),
        "journal_writes": sum(bool(_JOURNAL.search(text)) for text in texts),
        "snapshots": sum(bool(_SNAPSHOT.search(text)) for text in texts),
        "lock": sum(bool(_LOCK.search(text)) for text in own),
        "own": [_first_words(text) for text in own],
    }


def _first_words(text: str) -> str:
    # A body that must come whole has a head of its own, with bytes of any kind.
    words = re.search(r"\b(SELECT|INSERT|CREATE|ALTER|DROP|SYSTEM|BEGIN|SET)\b.*", text,
                      re.IGNORECASE | re.DOTALL)
    return " ".join(words[0].split())[:60] if words else ""

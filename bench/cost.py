"""Which of the requests of a run are the files' statements, the journal's rows, and the rest."""

import re

_JOURNAL = re.compile(r"\binsert\s+into\s+\S*pawl_journal\b", re.IGNORECASE)
_STATEMENT = re.compile(r"\bCREATE TABLE t_\d")


def of_requests(engine: str, requests: list[bytes]) -> dict:
    """requests as record.py makes them: on ClickHouse a path before each body."""
    bodies = requests if engine == "postgres" else requests[1::2]
    texts = [body.decode(errors="replace") for body in bodies]
    own = [text for text in texts if not _STATEMENT.search(text) and not _JOURNAL.search(text)]
    return {
        "requests": len(texts),
        "statements": sum(bool(_STATEMENT.search(text)) for text in texts),
        "journal_writes": sum(bool(_JOURNAL.search(text)) for text in texts),
        # The ledger is read once; the lock, its fence and what they need to know are the rest.
        "lock": len(own) - 1,
        "own": [_first_words(text) for text in own],
    }


def _first_words(text: str) -> str:
    words = re.search(r"[A-Za-z][^\0]*", text)
    return " ".join(words[0].split()[:8]) if words else ""

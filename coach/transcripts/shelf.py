"""Bring the messages of a conversation together when they are scattered over a large file.

The rows lie in a nameless temporary SQLite database that spills to disk, so memory stays flat.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MESSAGES: Final = 10_000
"""No conversation has more; more rows under one id mean that the id is none."""
_CACHE_KIB: Final = 8_192
_BATCH: Final = 1_000


@contextmanager
def temporary_database() -> Iterator[sqlite3.Connection]:
    """Open a database that nobody else sees and that is gone afterwards."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA temp_store = FILE")
        database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        yield database


class Shelf:
    """Holds rows by key; gives them back key by key, in the order the keys first came."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._batch: list[tuple[str, int, str]] = []
        database.execute("CREATE TABLE rows (key TEXT, line INTEGER, payload TEXT)")

    def add(self, key: str, line: int, payload: str) -> None:
        """Put a row down."""
        self._batch.append((key, line, payload))
        if len(self._batch) >= _BATCH:
            self._write()

    def groups(self) -> Iterator[tuple[str, list[tuple[int, str]]]]:
        """Yield each key with its (line, payload) rows; of too many, the first `MAX_MESSAGES`."""
        self._write()
        self._database.execute("CREATE INDEX by_key ON rows (key)")
        keys = self._database.execute("SELECT key FROM rows GROUP BY key ORDER BY MIN(rowid)")
        for (key,) in keys:
            rows = self._database.execute(
                "SELECT line, payload FROM rows WHERE key = ? ORDER BY rowid LIMIT ?",
                (key, MAX_MESSAGES + 1),
            )
            yield key, rows.fetchall()

    def _write(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO rows VALUES (?, ?, ?)", self._batch)
        self._database.execute("COMMIT")
        self._batch.clear()

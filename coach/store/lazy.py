"""A database that is opened on first use: who needs none never touches the disk."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from coach.closing import Closing
from coach.store.engine import is_kept, open_store

if TYPE_CHECKING:
    from sqlalchemy import Engine


class LazyStore(Closing):
    """One engine for everybody who asks; safe to share between threads."""

    def __init__(self, url: str | None = None) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @property
    def kept(self) -> bool:
        """Tell whether anything is kept yet; asking touches nothing."""
        return self._engine is not None or is_kept(self._url)

    def engine(self) -> Engine:
        """Return the database, opened and up to date.

        Raises:
            StoreError: it cannot be reached.
        """
        with self._lock:
            if self._engine is None:
                self._engine = open_store(self._url)
            return self._engine

    def close(self) -> None:
        """Close the connections, if there are any."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

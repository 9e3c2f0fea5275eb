"""What becomes of suggestions: counts by source and day, nothing of who or what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from coach.store.feedback import FeedbackRepository
from coach.store.lazy import LazyStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SourceName = Literal["phrasebook", "house", "exemplars", "remove", "reorder", "rewriter"]
Action = Literal["accepted", "edited", "dismissed"]


class FeedbackCounts:
    """Counts accepted, edited and dismissed suggestions; the database is opened on first use."""

    def __init__(
        self, url: str | None = None, *, today: Callable[[], dt.date] = dt.date.today
    ) -> None:
        self._store = LazyStore(url)
        self._today = today

    def count(self, source: SourceName, action: Action) -> None:
        """Count one more.

        Raises:
            StoreError: the database cannot be reached.
        """
        self._repository().add(self._today(), source, action)

    def totals(self) -> Mapping[tuple[str, str], int]:
        """Return how often each action was taken, by source and action, over all days."""
        return self._repository().totals()

    def close(self) -> None:
        """Close the database if it was opened."""
        self._store.close()

    def _repository(self) -> FeedbackRepository:
        return FeedbackRepository(self._store.engine())

"""The SQL about feedback counts; nothing else reads or writes their table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from coach.errors import StoreError
from coach.store.rows import add_new
from coach.store.tables import FeedbackRow

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine


class FeedbackRepository:
    """Rows of the feedback table, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, day: dt.date, source: str, action: str) -> None:
        """Add one to a day's count.

        Raises:
            StoreError: the database cannot be written.
        """
        try:
            if not self._raise_count(day, source, action) and not self._first(day, source, action):
                self._raise_count(day, source, action)
        except SQLAlchemyError as error:
            message = f"Feedback cannot be counted: {error.__class__.__name__}. Check the database."
            raise StoreError(message) from error

    def totals(self) -> dict[tuple[str, str], int]:
        """Return the sums over all days by source and action."""
        columns = FeedbackRow.source, FeedbackRow.action
        query = select(*columns, func.sum(FeedbackRow.count)).group_by(*columns)
        with Session(self._engine) as session:
            found = session.execute(query).all()
        return {(source, action): int(total) for source, action, total in found}

    def _raise_count(self, day: dt.date, source: str, action: str) -> bool:
        """Raise the count of a row that exists; return False where there is none."""
        query = (
            update(FeedbackRow)
            .where(
                FeedbackRow.day == day, FeedbackRow.source == source, FeedbackRow.action == action
            )
            .values(count=FeedbackRow.count + 1)
            .returning(FeedbackRow.count)
        )
        with Session(self._engine) as session, session.begin():
            return session.execute(query).first() is not None

    def _first(self, day: dt.date, source: str, action: str) -> bool:
        """Insert the day's first; return False where another was faster."""
        row = FeedbackRow(day=day, source=source, action=action, count=1)
        return add_new(self._engine, row)

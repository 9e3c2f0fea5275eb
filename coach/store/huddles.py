"""The SQL about huddles; nothing else reads or writes their table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.store.tables import HuddleRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine


class HuddleRepository:
    """Rows of the huddles table, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, row: HuddleRow) -> None:
        """Insert a huddle, or replace the one of the same week, team and language."""
        with Session(self._engine) as session, session.begin():
            session.merge(row)

    def of(self, team: str, language: str) -> Sequence[HuddleRow]:
        """Return the huddles of a team in a language, the newest first."""
        query = (
            select(HuddleRow)
            .where(HuddleRow.team == team, HuddleRow.language == language)
            .order_by(HuddleRow.week.desc())
        )
        with Session(self._engine, expire_on_commit=False) as session:
            return session.scalars(query).all()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

"""Which coaching sheets their agents have opened, what they say to them, and what trainers say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from coach.store.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import Engine


class CoachingSheetRow(Base):
    """One agent's sheet of one audit: the day they opened it first, their comment, our note."""

    __tablename__ = "coaching_sheets"

    run: Mapped[str] = mapped_column(String(32), primary_key=True)
    agent: Mapped[str] = mapped_column(String(80), primary_key=True)
    opened: Mapped[dt.date]
    comment: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet its agent has seen."""

    run: str
    agent: str
    opened: dt.date
    comment: str | None
    note: str | None = None


class SheetRepository:
    """Rows of the sheets table, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, run: str, agent: str, day: dt.date) -> OpenedSheet:
        """Note that the agent has opened the sheet; the first day stays."""
        with Session(self._engine) as session, session.begin():
            row = session.get(CoachingSheetRow, (run, agent))
            if row is None:
                row = CoachingSheetRow(run=run, agent=agent, opened=day, comment=None)
                session.add(row)
            return _opened(row)

    def get(self, run: str, agent: str) -> OpenedSheet | None:
        """Return the sheet, or None while its agent has not opened it."""
        with Session(self._engine) as session:
            row = session.get(CoachingSheetRow, (run, agent))
            return _opened(row) if row else None

    def of_run(self, run: str) -> list[OpenedSheet]:
        """Return the opened sheets of an audit."""
        query = select(CoachingSheetRow).where(CoachingSheetRow.run == run)
        with Session(self._engine) as session:
            return [_opened(row) for row in session.scalars(query.order_by(CoachingSheetRow.agent))]

    def of_agent(self, agent: str) -> list[OpenedSheet]:
        """Return the sheets one agent has opened."""
        query = select(CoachingSheetRow).where(CoachingSheetRow.agent == agent)
        with Session(self._engine) as session:
            return [_opened(row) for row in session.scalars(query.order_by(CoachingSheetRow.run))]

    def comment(self, run: str, agent: str, text: str | None) -> bool:
        """Keep the agent's comment in place of the one before; False where nothing was opened."""
        return self._write(run, agent, "comment", text)

    def note(self, run: str, agent: str, text: str | None) -> bool:
        """Keep the trainer's note in place of the one before; False where nothing was opened."""
        return self._write(run, agent, "note", text)

    def erase_agent(self, agent: str) -> None:
        """Forget what one agent has opened and said."""
        query = delete(CoachingSheetRow).where(CoachingSheetRow.agent == agent)
        with Session(self._engine) as session, session.begin():
            session.execute(query)

    def erase_run(self, run: str) -> None:
        """Forget the sheets of an audit."""
        query = delete(CoachingSheetRow).where(CoachingSheetRow.run == run)
        with Session(self._engine) as session, session.begin():
            session.execute(query)

    def _write(self, run: str, agent: str, column: str, text: str | None) -> bool:
        with Session(self._engine) as session, session.begin():
            row = session.get(CoachingSheetRow, (run, agent))
            if row is None:
                return False
            setattr(row, column, text)
            return True


def _opened(row: CoachingSheetRow) -> OpenedSheet:
    return OpenedSheet(row.run, row.agent, row.opened, row.comment, row.note)

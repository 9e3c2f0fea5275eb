"""What agents have shared of their practice: the sentences they saw, until they take them back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Delete, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from coach.store.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import Engine


class PracticeShareRow(Base):
    """One summary, in the agent's own language, as they saw it before they shared it."""

    __tablename__ = "practice_shares"
    __table_args__ = (Index("ix_practice_shares_agent", "agent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent: Mapped[str] = mapped_column(String(80))
    team: Mapped[str | None] = mapped_column(String(80))
    shared: Mapped[dt.date]
    text: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Share:
    """One shared summary."""

    agent: str
    team: str | None
    shared: dt.date
    text: str


class ShareRepository:
    """Rows of the shares table, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, share: Share) -> None:
        """Share a summary in place of what the agent shared before."""
        row = PracticeShareRow(
            agent=share.agent, team=share.team, shared=share.shared, text=share.text
        )
        with Session(self._engine) as session, session.begin():
            session.execute(_of(share.agent))
            session.add(row)

    def all(self, *, team: str | None = None) -> list[Share]:
        """Return what is shared, of one team or of all, the newest first."""
        query = select(PracticeShareRow).order_by(
            PracticeShareRow.shared.desc(), PracticeShareRow.agent
        )
        if team is not None:
            query = query.where(PracticeShareRow.team == team)
        with Session(self._engine) as session:
            return [_share(row) for row in session.scalars(query)]

    def of(self, agent: str) -> Share | None:
        """Return what one agent shares."""
        query = select(PracticeShareRow).where(PracticeShareRow.agent == agent)
        with Session(self._engine) as session:
            row = session.scalars(query).first()
            return _share(row) if row else None

    def take_back(self, agent: str) -> None:
        """Remove what an agent has shared."""
        with Session(self._engine) as session, session.begin():
            session.execute(_of(agent))


def _of(agent: str) -> Delete:
    return delete(PracticeShareRow).where(PracticeShareRow.agent == agent)


def _share(row: PracticeShareRow) -> Share:
    return Share(row.agent, row.team, row.shared, row.text)

"""What agents agree to in huddles: to be thanked by name, to have a reply of theirs as *before*."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from coach.store.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import Engine

ConsentKind = Literal["named", "before"]
CONSENT_KINDS: tuple[ConsentKind, ...] = get_args(ConsentKind)


class ConsentRow(Base):
    """One agreement of one agent; withdrawn, the row is gone."""

    __tablename__ = "consents"

    agent: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(80))
    given: Mapped[dt.date]


@dataclass(frozen=True, slots=True)
class Consent:
    """One agreement; `name` is how the agent wants to be thanked, where it is about that."""

    agent: str
    kind: ConsentKind
    given: dt.date
    name: str | None = None


class ConsentRepository:
    """Rows of the consents table, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(self, consent: Consent) -> None:
        """Keep an agreement, in place of an earlier one of its kind."""
        row = ConsentRow(
            agent=consent.agent, kind=consent.kind, name=consent.name, given=consent.given
        )
        with Session(self._engine) as session, session.begin():
            session.merge(row)

    def withdraw(self, agent: str, kind: ConsentKind) -> None:
        """Forget an agreement, and that there was one."""
        query = delete(ConsentRow).where(ConsentRow.agent == agent, ConsentRow.kind == kind)
        with Session(self._engine) as session, session.begin():
            session.execute(query)

    def of(self, agent: str) -> list[Consent]:
        """Return what one agent agrees to."""
        query = select(ConsentRow).where(ConsentRow.agent == agent).order_by(ConsentRow.kind)
        with Session(self._engine) as session:
            return [_consent(row) for row in session.scalars(query)]

    def all(self) -> list[Consent]:
        """Return every agreement that holds."""
        query = select(ConsentRow).order_by(ConsentRow.agent, ConsentRow.kind)
        with Session(self._engine) as session:
            return [_consent(row) for row in session.scalars(query)]

    def erase_agent(self, agent: str) -> None:
        """Forget everything an agent agreed to."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(ConsentRow).where(ConsentRow.agent == agent))


def _consent(row: ConsentRow) -> Consent:
    return Consent(row.agent, cast("ConsentKind", row.kind), row.given, row.name)

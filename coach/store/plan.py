"""What people keep on the loyalty plan: ideas, rules, initiatives, thanks, and a pulse."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import Index, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from coach.store.rows import add_new
from coach.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

ItemKind = Literal["idea", "rule", "initiative", "praise"]
ItemState = Literal[
    "open", "answered", "adopted", "declined", "running", "to_change", "new", "done"
]
ITEM_KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
ITEM_STATES: tuple[ItemState, ...] = get_args(ItemState)


class PlanItemRow(Base):
    """One entry of the plan. `proposed_by` is a pseudonym, for the answer, and may be left out."""

    __tablename__ = "plan_items"
    __table_args__ = (Index("ix_plan_items_kind", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)
    owner: Mapped[str | None] = mapped_column(String(80))
    due: Mapped[dt.date | None]
    answer: Mapped[str | None] = mapped_column(Text)
    next_step: Mapped[str | None] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(String(40))
    before: Mapped[float | None]
    proposed_by: Mapped[str | None] = mapped_column(String(80))
    created: Mapped[dt.date]
    rule: Mapped[str | None] = mapped_column(Text)
    rule_since: Mapped[dt.date | None]


class PlanPulseRow(Base):
    """How often an answer was given to a question in a month: a count, and nobody."""

    __tablename__ = "plan_pulse"

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One entry; `before` is the share, 0 to 1, that `measure` stood at when it was made.

    `rule` names what an idea became in the house rules: `avoid:` and the phrase, or `house_text:`
    and its name; `rule_since` is the day it was written there.
    """

    kind: ItemKind
    state: ItemState
    title: str
    detail: str = ""
    owner: str | None = None
    due: dt.date | None = None
    answer: str | None = None
    next_step: str | None = None
    measure: str | None = None
    before: float | None = None
    proposed_by: str | None = None
    created: dt.date = dt.date.min
    rule: str | None = None
    rule_since: dt.date | None = None
    id: int = 0


_COLUMNS = tuple(field.name for field in fields(PlanItem))


class PlanRepository:
    """Rows of the plan's tables, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, item: PlanItem) -> PlanItem:
        """Add an entry and return it with its id."""
        values = {name: getattr(item, name) for name in _COLUMNS if name != "id"}
        with Session(self._engine) as session, session.begin():
            row = PlanItemRow(**values)
            session.add(row)
            session.flush()
            return _item(row)

    def all(self) -> list[PlanItem]:
        """Return every entry, the oldest first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(PlanItemRow).order_by(PlanItemRow.id))
            return [_item(row) for row in rows]

    def get(self, id: int) -> PlanItem | None:
        """Return one entry, or None."""
        with Session(self._engine) as session:
            row = session.get(PlanItemRow, id)
            return _item(row) if row else None

    def change(self, id: int, **values: Any) -> PlanItem | None:  # noqa: ANN401 - one a column
        """Set some columns of an entry; None where there is none."""
        with Session(self._engine) as session, session.begin():
            row = session.get(PlanItemRow, id)
            if row is None:
                return None
            for name, value in values.items():
                setattr(row, name, value)
            return _item(row)

    def proposed_by(self, agent: str) -> list[PlanItem]:
        """Return what one agent has proposed."""
        query = select(PlanItemRow).where(PlanItemRow.proposed_by == agent)
        with Session(self._engine) as session:
            return [_item(row) for row in session.scalars(query.order_by(PlanItemRow.id))]

    def forget_agent(self, agent: str) -> None:
        """Keep what an agent proposed, and forget that it was them."""
        query = update(PlanItemRow).where(PlanItemRow.proposed_by == agent)
        with Session(self._engine) as session, session.begin():
            session.execute(query.values(proposed_by=None))

    def count_pulse(self, month: dt.date, answers: Sequence[int]) -> None:
        """Count one answer to each question; nothing links them to each other or to anybody."""
        for question, answer in enumerate(answers):
            key = (month, question, answer)
            if not self._raise(key) and not self._first(key):
                self._raise(key)

    def pulse(self, month: dt.date) -> dict[tuple[int, int], int]:
        """Return the counts of a month by question and answer."""
        query = select(PlanPulseRow).where(PlanPulseRow.month == month)
        with Session(self._engine) as session:
            return {(row.question, row.answer): row.count for row in session.scalars(query)}

    def forget_pulse(self, before: dt.date) -> None:
        """Remove the counts of months before a day."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(PlanPulseRow).where(PlanPulseRow.month < before))

    def _raise(self, key: tuple[dt.date, int, int]) -> bool:
        month, question, answer = key
        query = (
            update(PlanPulseRow)
            .where(
                PlanPulseRow.month == month,
                PlanPulseRow.question == question,
                PlanPulseRow.answer == answer,
            )
            .values(count=PlanPulseRow.count + 1)
            .returning(PlanPulseRow.count)
        )
        with Session(self._engine) as session, session.begin():
            return session.execute(query).first() is not None

    def _first(self, key: tuple[dt.date, int, int]) -> bool:
        month, question, answer = key
        row = PlanPulseRow(month=month, question=question, answer=answer, count=1)
        return add_new(self._engine, row)


def _item(row: PlanItemRow) -> PlanItem:
    return PlanItem(**{name: getattr(row, name) for name in _COLUMNS})

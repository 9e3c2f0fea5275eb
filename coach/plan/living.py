"""The living part of a plan: what people propose, answer, adopt and begin, and how trust grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, inspect, select, table
from sqlalchemy.orm import Session

from coach.plan.pulse import Pulse, month_of, pulse_of
from coach.store.plan import PlanRepository
from coach.store.tables import DecisionRow

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine

    from coach.plan.board import Board
    from coach.store.plan import PlanItem

COLUMNS: Final = ("running", "to_change", "new")


@dataclass(frozen=True, slots=True)
class Culture:
    """Praise given, objections made and heard, huddle kits held, and the month's pulse."""

    praise: int
    disputed: int
    heard: int
    kits: int
    pulse: Pulse


@dataclass(frozen=True, slots=True)
class Living:
    """The entries of people, and the culture."""

    items: tuple[PlanItem, ...]
    culture: Culture

    def of(self, kind: str) -> list[PlanItem]:
        """Return the entries of a kind, the newest first."""
        return [item for item in reversed(self.items) if item.kind == kind]

    def initiatives(self, column: str, board: Board | None) -> list[PlanItem]:
        """Return a column's initiatives, those with the largest measured gap first."""
        own = [item for item in self.of("initiative") if item.state == column]
        if board is None:
            return own
        return sorted(own, key=lambda item: -board.gap(item.measure or ""))


def living_of(engine: Engine, day: dt.date) -> Living:
    """Read what people keep."""
    repository = PlanRepository(engine)
    items = tuple(repository.all())
    month = month_of(day)
    with Session(engine) as session:
        disputed = _decided(session, ("disputed",))
        heard = _decided(session, ("upheld", "declined"))
        kits = _kits(session, engine)
    praise = sum(item.kind == "praise" for item in items)
    pulse = pulse_of(month, repository.pulse(month))
    return Living(items, Culture(praise, disputed, heard, kits, pulse))


def _decided(session: Session, states: tuple[str, ...]) -> int:
    """Count what was objected to, or heard: turns and dimensions, each once."""
    columns = DecisionRow.run, DecisionRow.turn, DecisionRow.dimension
    chosen = select(*columns).where(DecisionRow.status.in_(states)).distinct().subquery()
    return int(session.scalar(select(func.count()).select_from(chosen)) or 0)


def _kits(session: Session, engine: Engine) -> int:
    """Count the huddle kits, where this house makes them."""
    if not inspect(engine).has_table("huddles"):
        return 0
    return int(session.scalar(select(func.count()).select_from(table("huddles"))) or 0)

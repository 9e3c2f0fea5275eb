"""The SQL about decisions; nothing else reads or writes their table."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coach.decisions import Decision
from coach.store.tables import DecisionRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from coach.contracts import Dimension
    from coach.decisions import Status


class DecisionRepository:
    """Rows of the decisions table, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, decisions: Iterable[Decision], day: dt.date) -> int:
        """Append decisions, all or none; return how many."""
        rows = [_row(decision, day) for decision in decisions]
        with Session(self._engine) as session, session.begin():
            session.add_all(rows)
        return len(rows)

    def of_run(self, run: str) -> list[Decision]:
        """Return every decision about an audit, the oldest first."""
        query = select(DecisionRow).where(DecisionRow.run == run).order_by(DecisionRow.id)
        with Session(self._engine) as session:
            return [_decision(row) for row in session.scalars(query)]

    def newest(self, run: str) -> dict[tuple[str, Dimension], Decision]:
        """Return the decision that holds, by turn and dimension."""
        return {(one.turn, one.dimension): one for one in self.of_run(run)}

    def of_agent(self, agent: str) -> list[Decision]:
        """Return every decision about the turns of one agent."""
        query = select(DecisionRow).where(DecisionRow.agent == agent).order_by(DecisionRow.id)
        with Session(self._engine) as session:
            return [_decision(row) for row in session.scalars(query)]

    def erase_agent(self, agent: str) -> int:
        """Remove every decision about one agent; return how many."""
        return self._erase(delete(DecisionRow).where(DecisionRow.agent == agent))

    def erase_run(self, run: str) -> int:
        """Remove every decision about one audit; return how many."""
        return self._erase(delete(DecisionRow).where(DecisionRow.run == run))

    def _erase(self, query: object) -> int:
        with Session(self._engine) as session, session.begin():
            return int(session.execute(query).rowcount)  # type: ignore[call-overload]


def _row(decision: Decision, day: dt.date) -> DecisionRow:
    return DecisionRow(
        run=decision.run,
        turn=decision.turn,
        dimension=decision.dimension,
        machine=decision.machine,
        human=decision.human,
        reason=decision.reason,
        status=decision.status,
        agent=decision.agent,
        decided_by=decision.decided_by,
        decided=day,
    )


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        turn=row.turn,
        dimension=cast("Dimension", row.dimension),
        machine=row.machine,
        human=row.human,
        reason=row.reason,
        status=cast("Status", row.status),
        run=row.run,
        agent=row.agent,
        decided_by=row.decided_by,
    )

"""Who may see a sheet when: its agent first, always; others once the agent has opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.coaching.errors import CoachingError
from coach.coaching.objections import LEVELS, Objection, objections_of
from coach.contracts import DIMENSIONS
from coach.decisions import Decision
from coach.store.decisions import DecisionRepository
from coach.store.sheets import SheetRepository

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine

    from coach.audit.results import AuditResults
    from coach.contracts import Dimension
    from coach.store.sheets import OpenedSheet


class Release:
    """The rule of release over one database."""

    def __init__(self, engine: Engine) -> None:
        self._sheets = SheetRepository(engine)
        self._decisions = DecisionRepository(engine)

    def open_own(self, run: str, agent: str, day: dt.date) -> OpenedSheet:
        """Let the agent see their sheet, and note the day they first did."""
        return self._sheets.open(run, agent, day)

    def require_opened(self, run: str, agent: str) -> OpenedSheet:
        """Let somebody else see it.

        Raises:
            CoachingError: the agent has not opened it yet.
        """
        found = self._sheets.get(run, agent)
        if found is None:
            raise CoachingError("agent_first", agent=agent)
        return found

    def comment(self, run: str, agent: str, text: str) -> None:
        """Keep the agent's comment; an empty one takes it back.

        Raises:
            CoachingError: the agent has not opened the sheet.
        """
        if not self._sheets.comment(run, agent, text.strip() or None):
            raise CoachingError("agent_first", agent=agent)

    def note(self, run: str, agent: str, text: str) -> None:
        """Keep the trainer's words to the agent; empty ones take them back.

        Raises:
            CoachingError: the agent has not opened the sheet.
        """
        if not self._sheets.note(run, agent, text.strip() or None):
            raise CoachingError("agent_first", agent=agent)

    def dispute(
        self,
        results: AuditResults,
        agent: str,
        *,
        turn: str,
        dimension: Dimension,
        human: int,
        reason: str,
        day: dt.date,
    ) -> Decision:
        """Ask for a second look at one dimension of one own turn; it feeds `coach agree`.

        Raises:
            CoachingError: the turn is not the agent's, has no level or that very one, or the reason
                is empty.
        """
        if dimension not in DIMENSIONS or human not in LEVELS or not reason.strip():
            raise CoachingError("dispute_incomplete")
        rows = results.rows(
            f"SELECT {dimension}_level AS level FROM scores WHERE turn_id = ? AND agent = ?",  # noqa: S608 - one of three names
            [turn, agent],
        )
        if not rows or rows[0]["level"] is None:
            raise CoachingError("dispute_not_yours", turn=turn)
        machine = int(rows[0]["level"])
        if machine == human:
            raise CoachingError("dispute_same")
        decision = Decision(
            turn=turn,
            dimension=dimension,
            machine=machine,
            human=human,
            reason=reason.strip(),
            status="disputed",
            run=results.manifest.run,
            agent=agent,
            decided_by=agent,
        )
        self._decisions.add([decision], day)
        return decision

    def disputes(self, run: str, agent: str) -> list[Objection]:
        """Return what the agent disputed in an audit and what came of it, the oldest first."""
        own = [one for one in self._decisions.of_run(run) if one.agent == agent]
        return objections_of(own)

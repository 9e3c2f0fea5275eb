"""Objections and what came of them: an agent asks, a second person looks, both levels stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.coaching.errors import CoachingError
from coach.decisions import Decision
from coach.store.decisions import DecisionRepository

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from coach.contracts import Dimension

LEVELS: Final = range(4)
ANSWERS: Final = ("upheld", "declined")


@dataclass(frozen=True, slots=True)
class Objection:
    """One dimension of one turn an agent objected to; `answer` is None while nobody has looked."""

    asked: Decision
    answer: Decision | None = None

    @property
    def open(self) -> bool:
        """Tell whether a second look is still to come."""
        return self.answer is None

    @property
    def status(self) -> str:
        """Return how it stands: disputed, upheld (as asked), changed (otherwise) or declined."""
        if self.answer is None:
            return "disputed"
        if self.answer.status == "upheld" and self.answer.human != self.asked.human:
            return "changed"
        return self.answer.status


def objections_of(decisions: Iterable[Decision]) -> list[Objection]:
    """Pair what was asked with what was answered; `decisions` stand in their order of time.

    Asking again before anybody has looked takes the place of what was asked before.
    """
    found: list[Objection] = []
    for one in decisions:
        place = (one.run, one.turn, one.dimension)
        waiting = next((n for n, known in enumerate(found) if _waits_at(known, place)), None)
        if one.status == "disputed" and waiting is None:
            found.append(Objection(one))
        elif one.status == "disputed" and waiting is not None:
            found[waiting] = Objection(one)
        elif one.status in ANSWERS and waiting is not None:
            found[waiting] = Objection(found[waiting].asked, one)
    return found


class SecondLook:
    """What a trainer or QA does with an objection, over one database."""

    def __init__(self, engine: Engine) -> None:
        self._decisions = DecisionRepository(engine)

    def of_run(self, run: str) -> list[Objection]:
        """Return every objection of an audit, the oldest first."""
        return objections_of(self._decisions.of_run(run))

    def answer(
        self,
        run: str,
        turn: str,
        dimension: Dimension,
        *,
        level: int,
        reason: str,
        by: str,
        day: dt.date,
    ) -> Objection:
        """Keep the level a second person holds to be right, and why.

        The machine's own level leaves things as they are; any other changes the score.

        Raises:
            CoachingError: nobody waits for an answer there, or level or reason is missing.
        """
        if level not in LEVELS or not reason.strip():
            raise CoachingError("answer_incomplete")
        waiting = [one for one in self.of_run(run) if _waits_at(one, (run, turn, dimension))]
        if not waiting:
            raise CoachingError("answer_nobody_waits", turn=turn)
        asked = waiting[0].asked
        if by == asked.agent:
            raise CoachingError("answer_own")
        answer = Decision(
            turn=turn,
            dimension=dimension,
            machine=asked.machine,
            human=level,
            reason=reason.strip(),
            status="declined" if level == asked.machine else "upheld",
            run=run,
            agent=asked.agent,
            decided_by=by,
        )
        self._decisions.add([answer], day)
        return Objection(asked, answer)


def _waits_at(objection: Objection, place: tuple[str, str, str]) -> bool:
    asked = objection.asked
    return objection.open and (asked.run, asked.turn, asked.dimension) == place

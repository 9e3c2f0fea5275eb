"""Objections that wait for a second look, and the answer to one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.audits.browse import present_turn
from api.coaching.schemas import ObjectionOut
from api.coaching.service import said
from api.problems import ForeignSheetError, NoSheetError
from coach.audit.errors import AuditError
from coach.audit.results import AuditResults
from coach.coaching.errors import words
from coach.coaching.objections import SecondLook
from coach.coaching.replies import replies_at
from coach.store.audits import AuditRepository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlalchemy import Engine

    from api.coaching.schemas import AnswerIn
    from coach.coaching.objections import Objection
    from coach.contracts import Language
    from coach.principal import Principal
    from coach.rubric import Rubric
    from coach.store.audits import AuditRecord


@dataclass(frozen=True, slots=True)
class SecondLookService:
    """What one trainer or QA is asked to look at again: all, or their own team's."""

    engine: Engine
    rubric: Rubric
    who: Principal
    today: dt.date

    def waiting(self, language: Language) -> list[ObjectionOut]:
        """Return the objections that wait, the oldest audit first."""
        records = AuditRepository(self.engine).in_states(("done",))
        return [one for record in records for one in self._of(record, language)]

    def answer(self, run: str, body: AnswerIn, language: Language) -> None:
        """Keep an answer.

        Raises:
            ApiError: there is no such turn, it concerns another team, or nobody waits there.
        """
        record = AuditRepository(self.engine).get(run)
        row = _rows(record, [body.turn]).get(body.turn) if record else None
        if row is None:
            raise NoSheetError
        if not self._concerns(row):
            raise ForeignSheetError
        with said(language):
            SecondLook(self.engine).answer(
                run,
                body.turn,
                body.dimension,
                level=body.level,
                reason=body.reason,
                by=self.who.agent or self.who.role,
                day=self.today,
            )

    def _of(self, record: AuditRecord, language: Language) -> Iterator[ObjectionOut]:
        waiting = [one for one in SecondLook(self.engine).of_run(record.id) if one.open]
        rows = _rows(record, [one.asked.turn for one in waiting])
        for one in waiting:
            row = rows.get(one.asked.turn)
            if row is not None and self._concerns(row):
                yield self._shown(one, row, language)

    def _concerns(self, row: dict[str, Any]) -> bool:
        own = self.who.agent is not None and row["agent"] == self.who.agent
        return not own and self.who.team in (None, row["team"])

    def _shown(self, one: Objection, row: dict[str, Any], language: Language) -> ObjectionOut:
        asked = one.asked
        machine, human = asked.machine or 0, asked.human or 0
        agent = asked.agent or ""
        line = words().text(
            "objection_line",
            language,
            agent=agent,
            dimension=self.rubric.dimension(asked.dimension).name.text(language),
            machine=self.rubric.level(machine).name.text(language),
            human=self.rubric.level(human).name.text(language),
            reason=asked.reason,
        )
        return ObjectionOut(
            run=asked.run,
            turn=asked.turn,
            agent=agent,
            dimension=asked.dimension,
            machine=machine,
            human=human,
            reason=asked.reason,
            line=line,
            scored=present_turn(row, self.rubric, language),
        )


def _rows(record: AuditRecord, turns: list[str]) -> dict[str, dict[str, Any]]:
    """Return turns of an audit; none where its folder was moved or removed."""
    if not turns:
        return {}
    try:
        with AuditResults.open(Path(record.folder)) as results:
            return replies_at(results, turns)
    except AuditError:
        return {}

"""Find sheets, and hold to the rule of release."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.audits.browse import present_turn
from api.coaching.schemas import OwnRepliesOut, OwnReplyOut, SheetEntry, SheetOut
from api.problems import ForeignSheetError, NoSheetError, SheetWaitsError, SheetWordsError
from coach.audit.errors import AuditError
from coach.audit.results import AuditResults
from coach.coaching import make_sheet
from coach.coaching.errors import CoachingError
from coach.coaching.release import Release
from coach.coaching.render import document, fragment, markdown
from coach.coaching.replies import PAGE, RepliesWish, own_replies
from coach.coaching.shown import SheetWords
from coach.store.audits import AuditRepository
from coach.store.sheets import SheetRepository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from api.coaching.schemas import DisputeIn, RepliesFilter
    from coach.contracts import Language
    from coach.house import Address
    from coach.principal import Principal
    from coach.rubric import Rubric
    from coach.store.audits import AuditRecord


@dataclass(frozen=True, slots=True)
class CoachingService:
    """Sheets for one caller."""

    engine: Engine
    rubric: Rubric
    who: Principal
    today: dt.date
    address: Address = "either"

    def list(self) -> list[SheetEntry]:
        """Return the caller's own sheets, or those of a trainer's team with who has seen theirs."""
        found: list[SheetEntry] = []
        for record in AuditRepository(self.engine).in_states(("done",)):
            try:
                with AuditResults.open(Path(record.folder)) as results:
                    found += self._entries(record, results)
            except AuditError:  # its folder was moved or removed: there is nothing to open
                continue
        return found[::-1]

    def sheet(self, run: str, agent: str, language: Language) -> SheetOut:
        """Return a sheet; its agent's opening is noted, others wait for it.

        Raises:
            ApiError: there is none, it is somebody else's, or its agent has not opened it.
        """
        release = Release(self.engine)
        with self._results(run) as results, said(language):
            sheet = make_sheet(results, agent, self.rubric, language)
            own = self._require_access(agent, sheet.team)
            if own:
                opened = release.open_own(run, agent, self.today)
            else:
                opened = release.require_opened(run, agent)
        shown = SheetWords(sheet, self.rubric, language, address=self.address).shown(
            opened, tuple(release.disputes(run, agent))
        )
        return SheetOut(
            html=fragment(shown),
            document=document(shown),
            markdown=markdown(shown),
            own=own,
            comment=opened.comment,
            note=opened.note,
        )

    def replies(
        self, run: str, agent: str, filters: RepliesFilter, language: Language
    ) -> OwnRepliesOut:
        """Return a page of the caller's own replies. Raises like `sheet`."""
        with self._results(run) as results:
            self._require_own(agent)
            total, rows = own_replies(results, agent, RepliesWish(**filters.model_dump()))
        stands = {
            (one.asked.turn, one.asked.dimension): one.status
            for one in Release(self.engine).disputes(run, agent)
        }
        return OwnRepliesOut(
            total=total,
            page=filters.page,
            size=PAGE,
            replies=[
                OwnReplyOut(
                    id=row["turn_id"],
                    scored=present_turn(row, self.rubric, language),
                    objections={
                        name: status
                        for (turn, name), status in stands.items()
                        if turn == row["turn_id"]
                    },
                )
                for row in rows
            ],
        )

    def note(self, run: str, agent: str, text: str, language: Language) -> None:
        """Keep the trainer's words to the agent. Raises like `sheet`."""
        with self._results(run) as results, said(language):
            sheet = make_sheet(results, agent, self.rubric, language)
            if self._require_access(agent, sheet.team):
                raise ForeignSheetError
            Release(self.engine).note(run, agent, text)

    def comment(self, run: str, agent: str, text: str, language: Language) -> None:
        """Keep the agent's comment. Raises like `sheet`."""
        with self._results(run), said(language):
            self._require_own(agent)
            Release(self.engine).comment(run, agent, text)

    def dispute(self, run: str, agent: str, body: DisputeIn, language: Language) -> None:
        """Keep an objection. Raises like `sheet`."""
        with self._results(run) as results, said(language):
            self._require_own(agent)
            Release(self.engine).require_opened(run, agent)
            Release(self.engine).dispute(
                results,
                agent,
                turn=body.turn,
                dimension=body.dimension,
                human=body.level,
                reason=body.reason,
                day=self.today,
            )

    def _entries(self, record: AuditRecord, results: AuditResults) -> Iterator[SheetEntry]:
        opened = {one.agent: one.opened for one in SheetRepository(self.engine).of_run(record.id)}
        rows = results.rows(
            "SELECT agent, any_value(team) AS team FROM scores WHERE agent IS NOT NULL "
            "GROUP BY agent ORDER BY agent DESC"
        )
        for row in rows:
            own = row["agent"] == self.who.agent
            theirs = self.who.role == "trainer" and self.who.team in (None, row["team"])
            if own or theirs:
                yield SheetEntry(
                    run=record.id,
                    audit=record.name,
                    finished=record.finished.date() if record.finished else None,
                    agent=row["agent"],
                    opened=opened.get(row["agent"]),
                    own=own,
                )

    def _require_access(self, agent: str, team: str | None) -> bool:
        """Tell whether the sheet is the caller's own; refuse whom it does not concern."""
        if agent == self.who.agent:
            return True
        if self.who.role != "trainer" or self.who.team not in (None, team):
            raise ForeignSheetError
        return False

    def _require_own(self, agent: str) -> None:
        if agent != self.who.agent:
            raise ForeignSheetError

    @contextmanager
    def _results(self, run: str) -> Iterator[AuditResults]:
        record = AuditRepository(self.engine).get(run)
        if record is None:
            raise NoSheetError
        try:
            results = AuditResults.open(Path(record.folder))
        except AuditError as error:
            raise NoSheetError from error
        with results:
            yield results


@contextmanager
def said(language: Language) -> Iterator[None]:
    """Let an error of the domain leave in the caller's language."""
    try:
        yield
    except CoachingError as error:
        kinds = {"no_agent": NoSheetError, "agent_first": SheetWaitsError}
        if error.reason in kinds:
            raise kinds[error.reason] from error
        raise SheetWordsError(detail=error.text(language)) from error

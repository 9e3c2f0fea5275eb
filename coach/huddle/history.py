"""Which huddles were made: one a week, team and language; a later kit of a week replaces it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from coach.closing import Closing
from coach.huddle.consent import Consents
from coach.huddle.contracts import Figures
from coach.store import open_store
from coach.store.huddles import HuddleRepository
from coach.store.tables import HuddleRow

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from coach.contracts import Language
    from coach.huddle.contracts import Kind, Kit


@dataclass(frozen=True, slots=True)
class Held:
    """A huddle as it is remembered: what it was about, and how often that was seen then."""

    week: dt.date
    behaviour: str
    kind: Kind
    run: str | None
    figures: Figures


class HuddleHistory(Closing):
    """The huddles of a house, kept in its database; nobody's name, no text.

    It takes an open database, or the address of one, which it then closes itself.

    Raises:
        StoreError: the database cannot be opened.
    """

    def __init__(self, database: Engine | str | None = None) -> None:
        given = None if database is None or isinstance(database, str) else database
        self._owned = given is None
        self._engine = given if given is not None else open_store(cast("str | None", database))
        self._repository = HuddleRepository(self._engine)

    def of(self, team: str | None, language: Language) -> tuple[Held, ...]:
        """Return the huddles of a team in a language, the newest first."""
        return tuple(map(_held, self._repository.of(team or "", language)))

    def consents(self) -> Consents:
        """Return what agents agree to now."""
        return Consents.read(self._engine)

    def remember(self, kit: Kit) -> None:
        """Keep what a kit is about, in place of an earlier one of its week."""
        self._repository.put(_row(kit))

    def close(self) -> None:
        """Close the connections, if they are its own."""
        if self._owned:
            self._repository.close()


def monday(day: dt.date) -> dt.date:
    """Return the first day of a week."""
    return day - dt.timedelta(days=day.weekday())


def _held(row: HuddleRow) -> Held:
    figures = Figures(row.share, row.low, row.high, row.occasions)
    return Held(row.week, row.behaviour, cast("Kind", row.kind), row.run, figures)


def _row(kit: Kit) -> HuddleRow:
    figures = kit.focus.figures
    return HuddleRow(
        week=kit.week,
        team=kit.team or "",
        language=kit.language,
        behaviour=kit.focus.behaviour,
        kind=kit.focus.kind,
        run=kit.run,
        minutes=kit.minutes,
        share=figures.share,
        low=figures.low,
        high=figures.high,
        occasions=figures.occasions,
    )

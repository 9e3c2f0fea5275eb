"""A sheet in the words of its reader: what the templates are given."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_decimal

from coach.coaching.errors import words
from coach.contracts import DIMENSIONS
from coach.exemplars import load_exemplars
from coach.huddle.texts import load_texts
from coach.practice.picture import locale_of

if TYPE_CHECKING:
    import datetime as dt

    from coach.coaching.choose import Passage, Quote
    from coach.coaching.figures import Change, DimensionLine
    from coach.coaching.objections import Objection
    from coach.coaching.sheet import Sheet
    from coach.contracts import Language
    from coach.house import Address
    from coach.rubric import Rubric
    from coach.statistics.bootstrap import Estimate
    from coach.store.sheets import OpenedSheet


class SheetWords:
    """Puts a sheet into one language."""

    def __init__(
        self, sheet: Sheet, rubric: Rubric, language: Language, *, address: Address = "either"
    ) -> None:
        self._sheet = sheet
        self._address: Address = address
        self._unlike = "sie" if address == "du" else "du"
        self._rubric = rubric
        self._language = language

    def shown(
        self, opened: OpenedSheet | None = None, disputes: tuple[Objection, ...] = ()
    ) -> dict[str, Any]:
        """Return plain data for the templates."""
        sheet = self._sheet
        return {
            "t": self._say,
            "language": self._language,
            "agent": sheet.agent,
            "run": sheet.run,
            "basis": self._basis(),
            "strengths": [
                self._say("strength_line", name=self._name(s.behaviour), seen=s.seen, asked=s.asked)
                for s in sheet.strengths
            ],
            "best": self._quote(sheet.best),
            "with_room": self._quote(sheet.with_room),
            "habit": load_texts()[sheet.habit].topic.text(self._language) if sheet.habit else None,
            "dimensions": [self._line(line) for line in sheet.dimensions],
            "options": [self._option(id) for id in sheet.options],
            "opened": self._day(opened.opened) if opened else None,
            "comment": opened.comment if opened else None,
            "note": opened.note if opened else None,
            "disputes": [self._dispute(one) for one in disputes],
        }

    def _basis(self) -> str:
        sheet = self._sheet
        text = self._say("basis", replies=sheet.replies, conversations=sheet.conversations)
        if sheet.first is None or sheet.last is None:
            return text
        return text + self._say("period", first=self._day(sheet.first), last=self._day(sheet.last))

    def _line(self, line: DimensionLine) -> dict[str, str]:
        asked = line.asked > 0
        given = self._say("given_of", given=line.given, asked=line.asked)
        return {
            "id": line.dimension,
            "name": self._rubric.dimension(line.dimension).name.text(self._language),
            "score": self._estimate(line.score) if asked else "–",
            "given": given if asked else self._say("not_asked"),
            "trend": self._trend(line.change) if asked else "–",
        }

    def _estimate(self, estimate: Estimate) -> str:
        value = self._number(estimate.value)
        if estimate.low is None or estimate.high is None:
            return value
        return f"{value} [{self._number(estimate.low)}–{self._number(estimate.high)}]"

    def _trend(self, change: Change) -> str:
        if change.direction == "early":
            return self._say("trend_early")
        low, high = sorted((abs(change.low or 0), abs(change.high or 0)))
        return self._say(
            f"trend_{change.direction}",
            points=self._number(abs(change.value or 0)),
            low=self._number(low),
            high=self._number(high),
        )

    def _quote(self, quote: Quote | None) -> dict[str, Any] | None:
        if quote is None:
            return None
        names = dict.fromkeys(passage.behaviour for passage in quote.passages)
        return {
            "turn": quote.turn,
            "customer": quote.customer,
            "reply": quote.reply,
            "segments": self._segments(quote),
            "carries": [self._name(id) for id in names],
            "levels": [
                {
                    "dimension": name,
                    "name": self._rubric.dimension(name).name.text(self._language),
                    "level": self._rubric.level(level).name.text(self._language),
                }
                for name, level in quote.levels.items()
            ],
        }

    def _segments(self, quote: Quote) -> list[dict[str, str]]:
        """Cut a reply at the ends of its passages; each piece knows what it shows."""
        ends = {0, len(quote.reply)}
        ends |= {end for passage in quote.passages for end in (passage.start, passage.end)}
        cuts = sorted(ends)
        return [
            self._segment(quote.reply[start:end], _covering(quote.passages, start))
            for start, end in pairwise(cuts)
        ]

    def _segment(self, text: str, covering: list[Passage]) -> dict[str, str]:
        names = ", ".join(self._name(passage.behaviour) for passage in covering)
        dimension = self._rubric.behaviour(covering[0].behaviour).dimension if covering else ""
        return {"text": text, "names": names, "dimension": dimension}

    def _option(self, behaviour: str) -> dict[str, str]:
        found = self._rubric.behaviour(behaviour)
        return {
            "name": self._name(behaviour),
            "dimension": found.dimension,
            "reason": found.reason.text(self._language),
            "source": found.source.short,
            "example": self._example(behaviour),
        }

    def _example(self, behaviour: str) -> str:
        """Return a sentence of the bank that needs no filling in, else a reply of the huddles."""
        fitting = (
            one.text
            for one in load_exemplars()
            if one.behaviour == behaviour
            and one.language == self._language
            and one.address != self._unlike
            and "{" not in one.text
        )
        reply = load_texts()[behaviour].pairs[0].after
        return next(fitting, reply.text(self._language, self._address))

    def _dispute(self, objection: Objection) -> dict[str, str | None]:
        asked, answer = objection.asked, objection.answer
        line = self._say(
            "dispute_line",
            dimension=self._rubric.dimension(asked.dimension).name.text(self._language),
            turn=asked.turn,
            machine=self._level(asked.machine),
            human=self._level(asked.human),
            reason=asked.reason,
        )
        decided = self._level(answer.human) if answer else ""
        return {
            "line": line,
            "status": self._say(f"status_{objection.status}", level=decided),
            "answer": answer.reason if answer else None,
        }

    def _level(self, level: int | None) -> str:
        return self._rubric.level(level or 0).name.text(self._language)

    def _name(self, behaviour: str) -> str:
        name = self._rubric.behaviour(behaviour).name.text(self._language)
        return name[:1].upper() + name[1:]

    def _day(self, day: dt.date) -> str:
        return format_date(day, format="long", locale=locale_of(self._language))

    def _number(self, value: float | None) -> str:
        return format_decimal(round(value or 0), locale=locale_of(self._language))

    def _say(self, key: str, **values: object) -> str:
        return words().text(key, self._language, **values)


def level_words(rubric: Rubric, language: Language) -> list[dict[str, Any]]:
    """Return the four levels to choose from in an objection."""
    return [{"value": level.value, "name": level.name.text(language)} for level in rubric.levels]


def dimension_words(rubric: Rubric, language: Language) -> list[dict[str, str]]:
    """Return the three dimensions to choose from."""
    return [{"id": name, "name": rubric.dimension(name).name.text(language)} for name in DIMENSIONS]


def _covering(passages: tuple[Passage, ...], at: int) -> list[Passage]:
    return [passage for passage in passages if passage.start <= at < passage.end]

"""The private picture: what sits, what is coming, and the summary an agent may share, or not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from coach.messages import load_messages
from coach.practice.skills import PRACTISED

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.messages import Messages
    from coach.practice.record import PracticeRecord, Round
    from coach.rubric import Rubric

Standing = Literal["new", "growing", "firm", "due"]
"""Never practised, practised lately, sits for three weeks or more, due again."""

FIRM_DAYS: Final = 21.0
STEP_DAYS: Final = (0.0, 2.0, 7.0, 14.0, FIRM_DAYS)
"""How many days a behaviour has to sit for each of the five steps."""

RECENT_DAYS: Final = 28
WEEKS: Final = 12


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One behaviour in the picture; `steps` is 0 to 5 by how long it sits."""

    behaviour: str
    standing: Standing
    rounds: int
    at_once: int
    steps: int
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class Week:
    """One week that begins on a Monday: rounds, and their mean gain in points."""

    monday: dt.date
    rounds: int
    gain: float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an agent stands on a day."""

    day: dt.date
    skills: tuple[SkillLine, ...]
    weeks: tuple[Week, ...]
    recent_days: int
    recent_rounds: int
    recent_gain: float | None


def picture_of(record: PracticeRecord, day: dt.date) -> Picture:
    """Return the picture of a record on a day."""
    recent = [one for one in record.rounds if 0 <= (day - one.day).days < RECENT_DAYS]
    return Picture(
        day=day,
        skills=tuple(_line(record, id, day) for id in PRACTISED),
        weeks=_weeks(record.rounds, day),
        recent_days=len({one.day for one in recent}),
        recent_rounds=len(recent),
        recent_gain=_mean_gain(recent),
    )


def summary(picture: Picture, rubric: Rubric, language: Language) -> str:
    """Return what the agent may share, in whole sentences: no reply, no level, no single day."""
    words = sentences()
    if not picture.recent_rounds:
        return words.text("summary_nothing", language)
    day = format_date(picture.day, format="long", locale=locale_of(language))
    parts = [
        words.text("summary_days", language, day=day, days=picture.recent_days)
        if picture.recent_days > 1
        else words.text("summary_one_day", language, day=day)
    ]
    for standing in ("firm", "growing", "due"):
        names = [
            rubric.behaviour(line.behaviour).name.text(language)
            for line in picture.skills
            if line.standing == standing
        ]
        if names:
            listed = format_list(names, locale=language)
            parts.append(words.text(f"summary_{standing}", language, names=listed))
    if picture.recent_gain is not None and picture.recent_gain > 0:
        points = format_decimal(picture.recent_gain, format="0.#", locale=language)
        parts.append(words.text("summary_gain", language, points=points))
    return " ".join(parts)


def locale_of(language: Language) -> str:
    """Return the locale of dates: day before month in both languages."""
    return "en_GB" if language == "en" else "de"


@cache
def sentences() -> Messages:
    """Return the sentences of practice."""
    return load_messages(Path(__file__).with_name("practice.toml"))


def _line(record: PracticeRecord, behaviour: str, day: dt.date) -> SkillLine:
    skill = record.skills.get(behaviour)
    own = [one for one in record.rounds if one.focus == behaviour]
    at_once = sum(one.rating in {"good", "easy"} for one in own)
    if skill is None:
        return SkillLine(behaviour, "new", len(own), at_once, 0, None)
    standing: Standing = "firm" if skill.stability >= FIRM_DAYS else "growing"
    if skill.is_due(day):
        standing = "due"
    steps = sum(skill.stability >= days for days in STEP_DAYS)
    return SkillLine(behaviour, standing, len(own), at_once, steps, skill.due)


def _weeks(rounds: tuple[Round, ...], day: dt.date) -> tuple[Week, ...]:
    """Return the last twelve weeks, empty ones too, from the first in which anything was done."""
    this = day - dt.timedelta(days=day.weekday())
    mondays = [this - dt.timedelta(weeks=back) for back in reversed(range(WEEKS))]
    by_week = {
        monday: [one for one in rounds if 0 <= (one.day - monday).days < 7] for monday in mondays
    }
    begun = [place for place, monday in enumerate(mondays) if by_week[monday]]
    kept = mondays[begun[0] :] if begun else []
    return tuple(Week(monday, len(by_week[monday]), _mean_gain(by_week[monday])) for monday in kept)


def _mean_gain(rounds: list[Round]) -> float | None:
    gains = [one.gain for one in rounds if one.gain is not None]
    return sum(gains) / len(gains) if gains else None

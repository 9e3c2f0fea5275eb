"""What an agent has practised: theirs alone, in their browser or in a file of their own.

It holds days, levels and behaviours; neither a reply nor a time of day. The page and the command
line write the same form, so an agent can carry it from one to the other.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from coach.contracts import DIMENSIONS
from coach.errors import CoachError
from coach.practice.skills import PRACTISED, RatingName, Skill
from coach.store import data_directory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.contracts import Dimension

SCHEMA: Final = "empathy-coach/practice/1"
MAX_ROUNDS: Final = 400
"""Older rounds are forgotten."""
FILE_NAME: Final = "practice.json"
RATINGS: Final[tuple[RatingName, ...]] = ("again", "hard", "good", "easy")

Levels = dict["Dimension", int]


@dataclass(frozen=True, slots=True)
class Round:
    """One exercise: what was shown, and the levels before and after improving.

    `before` and `after` hold the levels that the coach was sure of; `gain` is the change of the
    mean score of the dimensions, in points; None where there was no second version.
    """

    day: dt.date
    message: str
    focus: str
    rating: RatingName
    shown: tuple[str, ...]
    before: Levels
    after: Levels
    gain: float | None


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """Skills by behaviour, and the rounds, the oldest first."""

    skills: Mapping[str, Skill] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()

    def on(self, day: dt.date) -> int:
        """Count the rounds of one day."""
        return sum(one.day == day for one in self.rounds)


def record_to_dict(record: PracticeRecord) -> dict[str, Any]:
    """Return a record as plain data."""
    return {
        "schema": SCHEMA,
        "skills": {
            id: {
                "due": skill.due.isoformat(),
                "last": skill.last.isoformat(),
                "stability": skill.stability,
                "difficulty": skill.difficulty,
            }
            for id, skill in record.skills.items()
        },
        "rounds": [
            {
                "day": one.day.isoformat(),
                "message": one.message,
                "focus": one.focus,
                "rating": one.rating,
                "shown": list(one.shown),
                "before": dict(one.before),
                "after": dict(one.after),
                "gain": one.gain,
            }
            for one in record.rounds[-MAX_ROUNDS:]
        ],
    }


def record_from_dict(data: Mapping[str, Any]) -> PracticeRecord:
    """Read a record.

    Raises:
        CoachError: it is not in the form that `record_to_dict` writes.
    """
    try:
        if data["schema"] != SCHEMA:
            raise ValueError(data["schema"])
        skills = {id: _skill(data["skills"][id]) for id in PRACTISED if id in data["skills"]}
        return PracticeRecord(skills, tuple(map(_round, data["rounds"])))
    except (KeyError, TypeError, ValueError) as error:
        message = f"This is no practice record of the form {SCHEMA}: {error}. Start a new one."
        raise CoachError(message) from error


def record_path() -> Path:
    """Return the file of this user's record."""
    return data_directory() / FILE_NAME


def load_record(path: Path) -> PracticeRecord:
    """Read the record in a file; an empty one where there is none.

    Raises:
        CoachError: the file cannot be read or holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text)
    except FileNotFoundError:
        return PracticeRecord()
    except (OSError, ValueError) as error:
        message = (
            f"{path} cannot be read as a practice record: {error}. Move it away to start anew."
        )
        raise CoachError(message) from error
    return record_from_dict(data)


def save_record(record: PracticeRecord, path: Path) -> None:
    """Write a record, whole or not at all, readable by its owner alone.

    Raises:
        CoachError: the file cannot be written.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(record_to_dict(record), out, ensure_ascii=True, indent=1)
        partial.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error}. Set COACH_DATA to a folder of your own."
        raise CoachError(message) from error


def _skill(data: Mapping[str, Any]) -> Skill:
    return Skill(
        dt.date.fromisoformat(data["due"]),
        dt.date.fromisoformat(data["last"]),
        float(data["stability"]),
        float(data["difficulty"]),
    )


def _round(data: Mapping[str, Any]) -> Round:
    if data["rating"] not in RATINGS:
        raise ValueError(data["rating"])
    return Round(
        day=dt.date.fromisoformat(data["day"]),
        message=str(data["message"]),
        focus=str(data["focus"]),
        rating=cast("RatingName", data["rating"]),
        shown=tuple(map(str, data["shown"])),
        before=_levels(data["before"]),
        after=_levels(data["after"]),
        gain=None if data["gain"] is None else float(data["gain"]),
    )


def _levels(data: Mapping[str, Any]) -> Levels:
    return {name: int(data[name]) for name in DIMENSIONS if name in data}

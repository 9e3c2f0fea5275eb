"""What to practise next: the behaviour that is due, and a message that gives reason for it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from coach.errors import CoachError
from coach.practice.skills import PRACTISED, due_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from coach.contracts import Language
    from coach.practice.bank import PracticeMessage
    from coach.practice.record import PracticeRecord

DOSE: Final = 1
"""Rounds a day: about three minutes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the agent would like to practise; None where anything is welcome."""

    language: Language
    need: int | None = None
    situation: str | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """One message to answer, and the behaviour in focus."""

    message: PracticeMessage
    focus: str


def next_exercise(
    record: PracticeRecord, messages: Sequence[PracticeMessage], wish: Wish, day: dt.date
) -> Exercise:
    """Choose the next exercise.

    The behaviour longest overdue comes first, then one that was never practised, then the one due
    soonest. Of the messages that suit it, the one met longest ago, or never, is chosen.

    Raises:
        CoachError: there is no message for these wishes.
    """
    fitting = [message for message in messages if _fits(message, wish)]
    if not fitting:
        message = "No practice message fits this language, need and situation. Ask for less."
        raise CoachError(message)
    met = {one.message: place for place, one in enumerate(record.rounds)}
    for focus in _order(record, day):
        suited = [message for message in fitting if focus in message.trains]
        if suited:
            salt = str(len(record.rounds))
            return Exercise(
                min(suited, key=lambda one: (met.get(one.id, -1), _mix(one, salt))), focus
            )
    message = "None of these messages gives reason for a behaviour that can be practised."
    raise CoachError(message)


def _order(record: PracticeRecord, day: dt.date) -> list[str]:
    due = due_first(record.skills, day)
    new = [id for id in PRACTISED if id not in record.skills]
    later = sorted((skill.due, id) for id, skill in record.skills.items() if not skill.is_due(day))
    return [*due, *new, *(id for _, id in later)]


def _fits(message: PracticeMessage, wish: Wish) -> bool:
    return (
        message.language == wish.language
        and wish.need in (None, message.need)
        and wish.situation in (None, message.situation)
    )


def _mix(message: PracticeMessage, salt: str) -> bytes:
    """Shuffle, the same way each time for the same record."""
    return blake2b(f"{salt} {message.id}".encode(), digest_size=8).digest()

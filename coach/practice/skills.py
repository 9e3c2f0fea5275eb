"""When a behaviour is due again: FSRS, by whether it was shown, counted in days.

Ye, Su & Cao: *A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling*,
KDD 2022; the library `fsrs` holds the current model. Nobody presses "hard" or "easy": the rating
follows from the replies.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from fsrs import Card, Rating, Scheduler, State

if TYPE_CHECKING:
    from collections.abc import Mapping

RatingName = Literal["again", "hard", "good", "easy"]

PRACTISED: Final = (
    "understanding",
    "concrete",
    "own_voice",
    "feeling",
    "choice",
    "ownership",
    "candor",
    "welcome",
    "anticipation",
    "invitation",
    "appreciation",
    "exploring",
)
"""The behaviours that are practised, in the order in which they are met for the first time."""

LONGEST_DAYS: Final = 120
_RATINGS: Final[dict[RatingName, Rating]] = {
    "again": Rating.Again,
    "hard": Rating.Hard,
    "good": Rating.Good,
    "easy": Rating.Easy,
}


@dataclass(frozen=True, slots=True)
class Skill:
    """How firmly one behaviour sits: FSRS's stability (days) and difficulty (1–10)."""

    due: dt.date
    last: dt.date
    stability: float
    difficulty: float

    def is_due(self, day: dt.date) -> bool:
        """Tell whether it should be practised by that day."""
        return self.due <= day


def review(skill: Skill | None, rating: RatingName, day: dt.date) -> Skill:
    """Return the skill after a round; `skill` is None where it was the first."""
    card, _ = _scheduler().review_card(_card(skill), _RATINGS[rating], _moment(day))
    stability, difficulty = card.stability, card.difficulty
    if stability is None or difficulty is None:  # FSRS sets both with the first review
        message = "FSRS returned a card without stability or difficulty"
        raise RuntimeError(message)
    return Skill(card.due.date(), day, round(stability, 4), round(difficulty, 4))


def due_first(skills: Mapping[str, Skill], day: dt.date) -> list[str]:
    """Return the behaviours that are due, the longest overdue first."""
    found = [(skill.due, PRACTISED.index(id), id) for id, skill in skills.items()]
    return [id for due, _, id in sorted(found) if due <= day]


@cache
def _scheduler() -> Scheduler:
    """Count in days alone: a round is done once, and nothing keeps the time of day."""
    return Scheduler(
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )


def _card(skill: Skill | None) -> Card:
    if skill is None:
        return Card(card_id=0)
    return Card(
        card_id=0,
        state=State.Review,
        stability=skill.stability,
        difficulty=skill.difficulty,
        due=_moment(skill.due),
        last_review=_moment(skill.last),
    )


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)

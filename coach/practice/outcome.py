"""What came of an exercise: shown or not, at the first go or after improving, and the gain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coach.contracts import DIMENSIONS
from coach.practice.record import PracticeRecord, Round
from coach.practice.skills import PRACTISED, review

if TYPE_CHECKING:
    import datetime as dt

    from coach.contracts import Assessment, Dimension
    from coach.practice.choice import Exercise
    from coach.practice.skills import RatingName
    from coach.rubric import Rubric

STRONG: Final = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one reply showed: behaviours, levels the coach is sure of, scores by dimension."""

    shown: frozenset[str]
    levels: dict[Dimension, int]
    scores: dict[Dimension, float]


def attempt_of(assessment: Assessment) -> Attempt:
    """Return what an assessment says of a reply; nothing where the coach abstained."""
    results = {name: assessment.dimension(name) for name in DIMENSIONS}
    sure = {name: found for name, found in results.items() if found and not found.abstained}
    return Attempt(
        frozenset(mark.id for mark in assessment.behaviours if mark.polarity == "+"),
        {name: found.level for name, found in sure.items()},
        {name: found.score for name, found in results.items() if found},
    )


def gain(first: Attempt, second: Attempt) -> dict[Dimension, float]:
    """Return the change of each dimension that both replies have a score in, in points."""
    shared = [name for name in DIMENSIONS if name in first.scores and name in second.scores]
    return {name: second.scores[name] - first.scores[name] for name in shared}


def rating_of(
    behaviour: str, first: Attempt, second: Attempt | None, *, rubric: Rubric
) -> RatingName:
    """Rate one behaviour: at once good, or easy with a strong level; later hard; else again."""
    dimension = rubric.behaviour(behaviour).dimension
    if behaviour in first.shown:
        return "easy" if first.levels.get(dimension) == STRONG else "good"
    return "hard" if second and behaviour in second.shown else "again"


def finish_round(
    record: PracticeRecord,
    exercise: Exercise,
    attempts: tuple[Attempt, Attempt | None],
    *,
    rubric: Rubric,
    day: dt.date,
) -> PracticeRecord:
    """Return the record with this round.

    The behaviour in focus is rated either way. Others the message gave reason for count where they
    were shown at the first go; not to have shown them costs nothing, for nobody asked.
    """
    first, second = attempts
    last = second or first
    rating = rating_of(exercise.focus, first, second, rubric=rubric)
    by_the_way = [id for id in exercise.message.trains if id in first.shown and id in PRACTISED]
    rated = {id: rating_of(id, first, second, rubric=rubric) for id in by_the_way}
    rated[exercise.focus] = rating
    skills = dict(record.skills)
    for id, one in rated.items():
        skills[id] = review(skills.get(id), one, day)
    change = gain(first, second) if second else {}
    done = Round(
        day=day,
        message=exercise.message.id,
        focus=exercise.focus,
        rating=rating,
        shown=tuple(id for id in PRACTISED if id in first.shown | last.shown),
        before=first.levels,
        after=last.levels,
        gain=round(sum(change.values()) / len(change), 2) if change else None,
    )
    return replace(record, skills=skills, rounds=(*record.rounds, done))

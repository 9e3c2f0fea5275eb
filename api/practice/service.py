"""Between JSON and `coach.practice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.practice.schemas import (
    NextOut,
    PictureOut,
    RecordBody,
    ReviewOut,
    SkillOut,
    WeekOut,
)
from api.problems import InvalidFieldError
from coach.errors import CoachError
from coach.practice import (
    Attempt,
    Exercise,
    PracticeMessage,
    Wish,
    finish_round,
    next_exercise,
    record_from_dict,
    record_to_dict,
)
from coach.practice.outcome import gain
from coach.practice.picture import picture_of, sentences, summary

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from api.practice.schemas import AttemptBody, NextIn, PictureIn, ReviewIn
    from coach.contracts import Language
    from coach.practice import PracticeRecord
    from coach.practice.picture import SkillLine
    from coach.rubric import Rubric


def choose(
    body: NextIn,
    messages: Sequence[PracticeMessage],
    rubric: Rubric,
    language: Language,
    day: dt.date,
) -> NextOut:
    """Return the next exercise of these messages.

    Raises:
        InvalidFieldError: no message fits the wishes.
    """
    record = _record(body.record)
    wish = Wish(body.language, body.need, body.situation)
    try:
        exercise = next_exercise(record, messages, wish, day)
    except CoachError as error:
        raise InvalidFieldError("situation", rule="field-no_practice") from error
    message, behaviour = exercise.message, rubric.behaviour(exercise.focus)
    return NextOut(
        message=message.id,
        customer=message.text,
        channel=message.channel,
        need=message.need,
        situation=message.situation,
        notice=message.notice,
        trains=list(message.trains),
        focus=exercise.focus,
        focus_name=behaviour.name.text(language),
        focus_reason=behaviour.reason.text(language),
        done_today=record.on(day),
    )


def review(body: ReviewIn, rubric: Rubric, language: Language, day: dt.date) -> ReviewOut:
    """Return the record with a round in it."""
    first, second = _attempt(body.first), _attempt(body.second) if body.second else None
    exercise = Exercise(_bare_message(body), body.focus)
    done = finish_round(_record(body.record), exercise, (first, second), rubric=rubric, day=day)
    rating = done.rounds[-1].rating
    name = rubric.behaviour(body.focus).name.text(language)
    return ReviewOut(
        record=RecordBody.model_validate(record_to_dict(done)),
        rating=rating,
        sentence=sentences().text(f"rating_{rating}", language, name=name),
        due=done.skills[body.focus].due,
        gain=gain(first, second) if second else {},
    )


def picture(body: PictureIn, rubric: Rubric, language: Language, day: dt.date) -> PictureOut:
    """Return the picture of a record; what is shared is added by who knows it."""
    found = picture_of(_record(body.record), day)
    return PictureOut(
        skills=[_skill(line, rubric, language) for line in found.skills],
        weeks=[WeekOut(monday=w.monday, rounds=w.rounds, gain=w.gain) for w in found.weeks],
        recent_days=found.recent_days,
        recent_gain=found.recent_gain,
        summary=summary(found, rubric, language),
        can_share=False,
        shared=None,
    )


def _record(body: RecordBody) -> PracticeRecord:
    return record_from_dict(body.model_dump(mode="json", by_alias=True))


def _attempt(body: AttemptBody) -> Attempt:
    return Attempt(frozenset(body.shown), dict(body.levels), dict(body.scores))


def _bare_message(body: ReviewIn) -> PracticeMessage:
    """Return as much of the message as a round needs; its text stays with the client."""
    return PracticeMessage(body.message, "en", "", 0, "email", "", "", tuple(body.trains))


def _skill(line: SkillLine, rubric: Rubric, language: Language) -> SkillOut:
    behaviour = rubric.behaviour(line.behaviour)
    return SkillOut(
        behaviour=line.behaviour,
        name=behaviour.name.text(language),
        dimension=behaviour.dimension,
        standing=line.standing,
        standing_name=sentences().text(f"standing_{line.standing}", language),
        rounds=line.rounds,
        at_once=line.at_once,
        steps=line.steps,
        due=line.due,
    )

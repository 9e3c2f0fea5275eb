"""Rounds, ratings and what is due: what a reply showed decides, in days."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.practice import (
    PRACTISED,
    Attempt,
    Exercise,
    PracticeRecord,
    Wish,
    attempt_of,
    finish_round,
    load_bank,
    next_exercise,
    record_from_dict,
    record_to_dict,
)
from coach.practice.from_audit import audit_messages
from coach.practice.outcome import gain, rating_of
from coach.practice.picture import picture_of, summary
from coach.practice.record import load_record, save_record
from coach.practice.skills import LONGEST_DAYS, Skill, review
from coach.rubric import load_rubric
from tests.audit_fixture import build_audit
from tests.fakes import fake_coach

DAY = dt.date(2026, 3, 2)
RUBRIC = load_rubric()
BANK = load_bank()
MESSAGE = next(one for one in BANK if one.id == "en-late_delivery-1")
NOTHING = Attempt(frozenset(), {"empathy": 1}, {"empathy": 30.0})
SHOWN = Attempt(frozenset({"understanding"}), {"empathy": 2}, {"empathy": 60.0})
STRONG = Attempt(frozenset({"understanding"}), {"empathy": 3}, {"empathy": 95.0})


@pytest.mark.parametrize(
    ("first", "second", "rating"),
    [
        (NOTHING, None, "again"),
        (NOTHING, NOTHING, "again"),
        (NOTHING, STRONG, "hard"),
        (SHOWN, None, "good"),
        (STRONG, NOTHING, "easy"),
    ],
    ids=["never", "not even later", "at the second go", "at once", "at once and strong"],
)
def test_the_rating_follows_from_the_replies(
    first: Attempt, second: Attempt | None, rating: str
) -> None:
    assert rating_of("understanding", first, second, rubric=RUBRIC) == rating


def test_what_is_shown_sooner_comes_back_later() -> None:
    due = [review(None, rating, DAY).due for rating in ("again", "good", "easy")]
    assert due == sorted(due)
    assert due[0] == DAY + dt.timedelta(days=1)
    assert due[-1] > DAY + dt.timedelta(days=5)


@given(st.lists(st.sampled_from(["again", "hard", "good", "easy"]), min_size=1, max_size=30))
def test_a_skill_is_always_due_on_a_later_day_and_within_bounds(ratings: list[str]) -> None:
    skill, day = None, DAY
    for rating in ratings:
        skill = review(skill, rating, day)
        assert day < skill.due <= day + dt.timedelta(days=LONGEST_DAYS)
        assert 1 <= skill.difficulty <= 10
        day = skill.due


def test_new_behaviours_come_in_their_order_and_the_overdue_first() -> None:
    record = PracticeRecord()
    assert next_exercise(record, BANK, Wish("de"), DAY).focus == PRACTISED[0]
    skills = {
        "choice": Skill(DAY - dt.timedelta(days=3), DAY - dt.timedelta(days=9), 6.0, 5.0),
        "feeling": Skill(DAY, DAY - dt.timedelta(days=2), 2.0, 5.0),
    }
    assert next_exercise(PracticeRecord(skills), BANK, Wish("de"), DAY).focus == "choice"


def test_wishes_are_kept_and_no_message_comes_twice_while_others_wait() -> None:
    record, met = PracticeRecord(), []
    for number in range(6):
        exercise = next_exercise(record, BANK, Wish("en", need=2), DAY + dt.timedelta(days=number))
        assert exercise.message.need == 2
        assert exercise.message.language == "en"
        assert exercise.focus in exercise.message.trains
        met.append(exercise.message.id)
        record = finish_round(record, exercise, (SHOWN, None), rubric=RUBRIC, day=DAY)
    assert len(set(met)) == 6


def test_a_wish_nobody_can_meet_says_so() -> None:
    with pytest.raises(CoachError, match="No practice message"):
        next_exercise(PracticeRecord(), BANK, Wish("de", situation="moon_landing"), DAY)


def test_a_round_counts_what_was_in_focus_and_what_came_by_the_way() -> None:
    both = Attempt(frozenset({"concrete", "choice"}), {"authenticity": 2}, {"authenticity": 60.0})
    record = finish_round(
        PracticeRecord(), Exercise(MESSAGE, "understanding"), (both, STRONG), rubric=RUBRIC, day=DAY
    )
    assert set(record.skills) == {"understanding", "concrete"}  # choice was not called for
    (done,) = record.rounds
    assert (done.rating, done.shown) == ("hard", ("understanding", "concrete", "choice"))


def test_gain_is_measured_where_both_versions_have_a_score() -> None:
    assert gain(NOTHING, STRONG) == {"empathy": 65.0}
    assert gain(NOTHING, Attempt(frozenset(), {}, {"hospitality": 50.0})) == {}
    exercise = Exercise(MESSAGE, "understanding")
    alone = finish_round(PracticeRecord(), exercise, (SHOWN, None), rubric=RUBRIC, day=DAY)
    assert alone.rounds[0].gain is None


def test_an_attempt_is_what_the_agent_sees() -> None:
    reply = "Hello Maria, that is maddening. I will call the depot and write by 4 pm."
    found = attempt_of(fake_coach().score(reply, customer="It is late again!"))
    assert found.shown >= {"welcome", "feeling", "own_voice", "concrete"}
    assert set(found.scores) == {"empathy", "hospitality", "authenticity"}


def test_the_record_comes_back_as_it_was_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    exercise = Exercise(MESSAGE, "understanding")
    record = finish_round(PracticeRecord(), exercise, (NOTHING, STRONG), rubric=RUBRIC, day=DAY)
    path = tmp_path / "own" / "practice.json"
    save_record(record, path)
    assert load_record(path) == record
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert record_from_dict(json.loads(json.dumps(record_to_dict(record)))) == record
    assert "Gareth" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "other/1"}'])
def test_a_broken_record_is_not_overwritten_but_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "practice.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CoachError, match="practice record"):
        load_record(path)
    assert path.read_text(encoding="utf-8") == text


def test_the_picture_says_what_sits_and_the_summary_names_no_reply_and_no_level() -> None:
    record = PracticeRecord(
        {
            "feeling": Skill(DAY + dt.timedelta(days=30), DAY, 30.0, 4.0),
            "choice": Skill(DAY, DAY - dt.timedelta(days=3), 3.0, 4.0),
        }
    )
    exercise = Exercise(MESSAGE, "understanding")
    record = finish_round(record, exercise, (NOTHING, STRONG), rubric=RUBRIC, day=DAY)
    picture = picture_of(record, DAY)
    standing = {line.behaviour: line.standing for line in picture.skills}
    assert standing["feeling"] == "firm"
    assert standing["choice"] == "due"
    assert standing["understanding"] == "growing"
    assert standing["exploring"] == "new"
    text = summary(picture, RUBRIC, "de")
    assert "2. März 2026 habe ich an einem Tag geübt" in text
    assert "Gefühl ernst genommen" in text
    assert "65 Punkte" in text
    assert summary(picture_of(PracticeRecord(), DAY), RUBRIC, "en").startswith("I have not")


def test_messages_of_an_audit_are_practised_as_redacted(tmp_path: Path) -> None:
    with build_audit(tmp_path) as results:
        found = audit_messages(results, "en")
    assert found
    assert len({message.text for message in found}) == len(found)
    assert not any("leila.novak" in message.text for message in found)
    exercise = next_exercise(PracticeRecord(), found, Wish("en", need=2), DAY)
    assert exercise.message.id.startswith("audit:")

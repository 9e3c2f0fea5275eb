"""Objections: asked by the agent, answered by a second person, both levels kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from coach.coaching.errors import CoachingError
from coach.coaching.objections import SecondLook, objections_of
from coach.decisions import Decision
from coach.store import open_store
from coach.store.decisions import DecisionRepository

DAY = dt.date(2026, 3, 9)
ASKED = Decision(
    turn="T-1:0",
    dimension="empathy",
    machine=1,
    human=3,
    reason="nennt den Anlass",
    status="disputed",
    run="r1",
    agent="agent-x",
    decided_by="agent-x",
)
GRADE = replace(ASKED, status="calibration", human=2, decided_by="jana")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path / 'coach.db'}")
    DecisionRepository(engine).add([ASKED], DAY)
    yield engine
    engine.dispose()


def answer(engine: Engine, level: int, *, reason: str = "steht da", by: str = "trainer") -> str:
    look = SecondLook(engine)
    return look.answer("r1", "T-1:0", "empathy", level=level, reason=reason, by=by, day=DAY).status


@pytest.mark.parametrize(
    ("level", "status", "kept"),
    [(3, "upheld", "upheld"), (2, "changed", "upheld"), (1, "declined", "declined")],
    ids=["as asked", "a third level", "the machine's"],
)
def test_the_level_decides_what_came_of_it(
    engine: Engine, level: int, status: str, kept: str
) -> None:
    assert answer(engine, level) == status
    asked, answered = DecisionRepository(engine).of_run("r1")
    assert asked == ASKED
    assert (answered.status, answered.human, answered.machine) == (kept, level, 1)
    assert (answered.agent, answered.decided_by) == ("agent-x", "trainer")


def test_nobody_answers_their_own(engine: Engine) -> None:
    with pytest.raises(CoachingError):
        answer(engine, 3, by="agent-x")


def test_an_answer_gives_its_reason(engine: Engine) -> None:
    with pytest.raises(CoachingError):
        answer(engine, 3, reason="  ")


def test_what_was_answered_waits_for_nobody_and_can_be_asked_anew(engine: Engine) -> None:
    answer(engine, 1)
    with pytest.raises(CoachingError, match="T-1:0"):
        answer(engine, 3)
    DecisionRepository(engine).add([ASKED], DAY)
    assert answer(engine, 3) == "upheld"
    assert [one.status for one in SecondLook(engine).of_run("r1")] == ["declined", "upheld"]


def test_a_grade_is_no_answer_and_asking_twice_is_asking_once() -> None:
    again = replace(ASKED, reason="und dankt")
    (found,) = objections_of([ASKED, GRADE, again])
    assert found.open
    assert found.asked == again


def test_dimensions_and_turns_are_apart() -> None:
    other = replace(ASKED, dimension="authenticity")
    elsewhere = replace(ASKED, turn="T-2:0")
    declined = replace(ASKED, status="declined", human=1, dimension="authenticity")
    found = objections_of([ASKED, other, elsewhere, declined])
    assert [one.status for one in found] == ["disputed", "declined", "disputed"]

"""What agents share and say, and what stands on the plan, as rows on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from coach.coaching.objections import SecondLook
from coach.decisions import Decision
from coach.plan.living import living_of
from coach.store import open_store
from coach.store.decisions import DecisionRepository
from coach.store.plan import PlanItem, PlanRepository
from coach.store.shares import Share, ShareRepository
from coach.store.sheets import OpenedSheet, SheetRepository

DAY = dt.date(2026, 3, 2)
LATER = DAY + dt.timedelta(days=7)
SHARE = Share("agent-x", "north", DAY, "Bis zum 2. März habe ich an drei Tagen geübt. 🙂")
IDEA = PlanItem("idea", "open", "Porto von selbst erstatten", proposed_by="agent-x", created=DAY)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_store(url)
    yield engine
    engine.dispose()


def test_sharing_again_replaces_what_was_shared(engine: Engine) -> None:
    repository = ShareRepository(engine)
    repository.put(SHARE)
    newer = replace(SHARE, shared=LATER, text="Und weiter.")
    repository.put(newer)
    assert repository.of("agent-x") == newer
    assert repository.all() == [newer]


def test_shares_are_read_by_team_the_newest_first(engine: Engine) -> None:
    repository = ShareRepository(engine)
    south = replace(SHARE, agent="agent-y", team="south", shared=LATER)
    alone = replace(SHARE, agent="agent-z", team=None)
    for share in (SHARE, south, alone):
        repository.put(share)
    assert repository.all() == [south, SHARE, alone]
    assert repository.all(team="north") == [SHARE]


def test_what_is_taken_back_is_gone_for_that_agent_alone(engine: Engine) -> None:
    repository = ShareRepository(engine)
    for share in (SHARE, replace(SHARE, agent="agent-y")):
        repository.put(share)
    repository.take_back("agent-x")
    assert repository.of("agent-x") is None
    assert [one.agent for one in repository.all()] == ["agent-y"]


def test_a_sheet_keeps_its_first_day_and_the_newest_comment(engine: Engine) -> None:
    repository = SheetRepository(engine)
    assert not repository.comment("r1", "agent-x", "zu früh")
    repository.open("r1", "agent-x", DAY)
    repository.open("r1", "agent-x", LATER)
    assert repository.comment("r1", "agent-x", "War meine erste Woche. 🙂")
    assert repository.comment("r1", "agent-x", "Doch nicht.")
    assert repository.note("r1", "agent-x", "Schöne Woche.")
    kept = OpenedSheet("r1", "agent-x", DAY, "Doch nicht.", "Schöne Woche.")
    assert repository.get("r1", "agent-x") == kept
    assert not repository.note("r2", "agent-x", "zu früh")
    assert repository.get("r2", "agent-x") is None


def test_sheets_are_found_by_audit_and_by_agent_and_forgotten(engine: Engine) -> None:
    repository = SheetRepository(engine)
    for run, agent in (("r1", "agent-y"), ("r1", "agent-x"), ("r2", "agent-x")):
        repository.open(run, agent, DAY)
    assert [one.agent for one in repository.of_run("r1")] == ["agent-x", "agent-y"]
    assert [one.run for one in repository.of_agent("agent-x")] == ["r1", "r2"]
    repository.erase_agent("agent-x")
    assert repository.of_agent("agent-x") == []
    assert [one.agent for one in repository.of_run("r1")] == ["agent-y"]


def test_an_entry_of_the_plan_is_carried_on(engine: Engine) -> None:
    repository = PlanRepository(engine)
    made = repository.add(IDEA)
    assert made == replace(IDEA, id=made.id)
    repository.add(replace(IDEA, kind="initiative", state="new", measure="choice", before=0.25))
    changed = repository.change(made.id, state="adopted", owner="Frau Sommer", due=LATER)
    assert changed == replace(made, state="adopted", owner="Frau Sommer", due=LATER)
    assert repository.get(made.id) == changed
    assert [one.kind for one in repository.all()] == ["idea", "initiative"]
    assert repository.all()[1].before == 0.25
    assert repository.change(10_000, state="adopted") is None


def test_an_idea_outlives_the_name_of_who_had_it(engine: Engine) -> None:
    repository = PlanRepository(engine)
    made = repository.add(IDEA)
    assert repository.proposed_by("agent-x") == [made]
    repository.forget_agent("agent-x")
    assert repository.proposed_by("agent-x") == []
    assert repository.all() == [replace(made, proposed_by=None)]


def test_no_answer_to_the_pulse_is_lost_when_many_hand_in_at_once(engine: Engine) -> None:
    repository = PlanRepository(engine)
    month = DAY.replace(day=1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: repository.count_pulse(month, (4, 2, 3)), range(12)))
    assert repository.pulse(month) == {(0, 4): 12, (1, 2): 12, (2, 3): 12}
    repository.forget_pulse(LATER)
    assert repository.pulse(month) == {}


def test_the_culture_counts_each_objection_once(engine: Engine) -> None:
    objection = Decision("T-1:0", "empathy", 1, 3, "r", "disputed", "r1", "agent-x", "agent-x")
    heard = replace(objection, status="upheld", decided_by="trainer")
    other = replace(objection, turn="T-2:0")
    DecisionRepository(engine).add([objection, objection, heard, other], DAY)
    PlanRepository(engine).add(replace(IDEA, kind="praise"))
    culture = living_of(engine, DAY).culture
    assert (culture.disputed, culture.heard, culture.praise) == (2, 1, 1)


def test_an_objection_and_its_answer_are_found_together(engine: Engine) -> None:
    asked = Decision(
        "T-1:0", "empathy", 1, 3, "Ich war’s. 🙂", "disputed", "r1", "agent-x", "agent-x"
    )
    DecisionRepository(engine).add([asked], DAY)
    look = SecondLook(engine)
    look.answer("r1", "T-1:0", "empathy", level=2, reason="Ein Drittes.", by="qa", day=LATER)
    (found,) = look.of_run("r1")
    assert (found.asked, found.status) == (asked, "changed")
    assert found.answer is not None
    assert (found.answer.human, found.answer.reason) == (2, "Ein Drittes.")

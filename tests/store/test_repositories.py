"""Audits, reveals and decisions as rows, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from coach.decisions import Decision
from coach.store import open_store
from coach.store.audits import AuditRecord, AuditRepository, Reveal
from coach.store.decisions import DecisionRepository

DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC)
RECORD = AuditRecord("a1", "March", "/data/a1", "waiting", 0, 10, NOON, None, "qa")
OVERRIDE = Decision(
    turn="T-1:0",
    dimension="empathy",
    machine=1,
    human=2,
    reason="nennt den Anlass",
    status="override",
    run="r1",
    agent="agent-x",
    decided_by="qa",
)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_store(url)
    yield engine
    engine.dispose()


def test_an_audit_comes_back_as_it_was_put(engine: Engine) -> None:
    repository = AuditRepository(engine)
    repository.put(RECORD)
    assert repository.get("a1") == RECORD
    assert repository.get("other") is None


def test_putting_an_audit_again_replaces_it(engine: Engine) -> None:
    repository = AuditRepository(engine)
    repository.put(RECORD)
    done = replace(RECORD, state="done", done=10, finished=NOON)
    repository.put(done)
    assert repository.all() == [done]


def test_audits_are_found_by_state_oldest_first(engine: Engine) -> None:
    repository = AuditRepository(engine)
    later = replace(RECORD, id="a0", state="running", created=NOON + dt.timedelta(hours=1))
    for record in (later, RECORD, replace(RECORD, id="a2", state="done")):
        repository.put(record)
    assert [one.id for one in repository.in_states(("waiting", "running"))] == ["a1", "a0"]
    assert repository.all()[0].id == "a0"


def test_changing_an_audit_says_whether_it_exists(engine: Engine) -> None:
    repository = AuditRepository(engine)
    repository.put(RECORD)
    assert repository.change("a1", state="running", done=4)
    assert not repository.change("none", state="running")
    changed = repository.get("a1")
    assert changed is not None
    assert (changed.state, changed.done) == ("running", 4)
    repository.remove("a1")
    assert repository.all() == []


def test_reveals_are_kept_with_who_and_when(engine: Engine) -> None:
    repository = AuditRepository(engine)
    reveal = Reveal("r1", "/data/a1", "jana", NOON)
    repository.log_reveal(reveal)
    assert repository.reveals() == [reveal]


def test_the_newest_decision_holds_and_the_older_stays(engine: Engine) -> None:
    repository = DecisionRepository(engine)
    second = replace(OVERRIDE, human=3, reason="doch stark")
    assert repository.add([OVERRIDE, second], DAY) == 2
    assert repository.of_run("r1") == [OVERRIDE, second]
    assert repository.newest("r1") == {("T-1:0", "empathy"): second}


def test_decisions_about_an_agent_can_be_taken_away(engine: Engine) -> None:
    repository = DecisionRepository(engine)
    repository.add([OVERRIDE, replace(OVERRIDE, agent="agent-y")], DAY)
    assert repository.of_agent("agent-x") == [OVERRIDE]
    assert repository.erase_agent("agent-x") == 1
    assert [one.agent for one in repository.of_run("r1")] == ["agent-y"]
    assert repository.erase_run("r1") == 1

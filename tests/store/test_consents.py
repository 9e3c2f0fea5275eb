"""What agents agree to, as rows on both databases; an idea keeps what it became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from coach.store import open_store
from coach.store.consents import Consent, ConsentRepository
from coach.store.plan import PlanItem, PlanRepository

DAY = dt.date(2026, 3, 2)
NAMED = Consent("agent-x", "named", DAY, "Mara 🙂")
BEFORE = Consent("agent-x", "before", DAY)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_store(url)
    yield engine
    engine.dispose()


def test_consents_are_kept_changed_and_withdrawn_each_by_itself(engine: Engine) -> None:
    repository = ConsentRepository(engine)
    for consent in (NAMED, BEFORE, replace(NAMED, agent="agent-y")):
        repository.give(consent)
    assert repository.of("agent-x") == [BEFORE, NAMED]
    later = replace(NAMED, name="M.", given=DAY + dt.timedelta(days=3))
    repository.give(later)
    repository.withdraw("agent-x", "before")
    assert repository.of("agent-x") == [later]
    assert [one.agent for one in repository.all()] == ["agent-x", "agent-y"]


def test_an_agent_s_consents_are_erased_and_no_other_s(engine: Engine) -> None:
    repository = ConsentRepository(engine)
    for consent in (NAMED, BEFORE, replace(BEFORE, agent="agent-y")):
        repository.give(consent)
    repository.erase_agent("agent-x")
    assert repository.all() == [replace(BEFORE, agent="agent-y")]


def test_an_idea_keeps_what_it_became_in_the_house_rules(engine: Engine) -> None:
    repository = PlanRepository(engine)
    idea = repository.add(PlanItem("idea", "open", "Kein „schnellstmöglich“ mehr", created=DAY))
    assert (idea.rule, idea.rule_since) == (None, None)
    changed = repository.change(idea.id, state="adopted", rule="avoid:asap", rule_since=DAY)
    assert changed == replace(idea, state="adopted", rule="avoid:asap", rule_since=DAY)
    assert repository.get(idea.id) == changed

"""A kit names nobody and holds no *before* of the team, unless they agreed to it."""

from __future__ import annotations

import dataclasses

import pytest

from coach.audit.results import AuditResults
from coach.contracts import LANGUAGES
from coach.huddle import Kit, kit_from_json, kit_to_json, make_kit
from coach.huddle.consent import Consents
from coach.huddle.markdown import kit_markdown
from coach.huddle.page import kit_html
from coach.huddle.vocabulary import Vocabulary
from tests.huddle.conftest import kit_of, options


def kit_with(results: AuditResults, consents: Consents, **given: object) -> Kit:
    return make_kit(results, options(**given), (), consents)


def agents_of(results: AuditResults) -> list[str]:
    return [row["agent"] for row in results.rows("SELECT DISTINCT agent FROM scores ORDER BY 1")]


def test_who_agreed_is_thanked_by_name_and_nobody_else(varied: AuditResults) -> None:
    agents = agents_of(varied)
    named = {agent: f"Person {place}" for place, agent in enumerate(agents) if place % 2}
    example = kit_with(varied, Consents(names=named), focus="feeling").slot("example")
    assert example is not None
    for candidate in example.candidates:
        written_by = varied.rows(
            "SELECT agent FROM scores WHERE contains(reply, ?)", [candidate.parts["text"]]
        )[0]["agent"]
        thanks = candidate.parts["thanks"]
        if written_by in named:
            assert (candidate.origin, thanks) == ("consent", f"Danke, {named[written_by]}.")
        else:
            assert candidate.origin == "team"
            assert "Person aus dem Team" in thanks


def test_without_consent_a_before_is_ours(varied: AuditResults) -> None:
    pair = kit_of(varied, focus="choice", minutes=15).slot("before_after")
    assert pair is not None
    assert {candidate.origin for candidate in pair.candidates} == {"bank"}


def test_with_consent_a_reply_of_theirs_comes_last_and_is_rewritten_together(
    varied: AuditResults,
) -> None:
    agents = agents_of(varied)
    kit = kit_with(varied, Consents(before=frozenset(agents[:1])), focus="choice", minutes=15)
    pair = kit.slot("before_after")
    assert pair is not None
    assert [candidate.origin for candidate in pair.candidates] == ["bank", "bank", "consent"]
    assert pair.chosen == 0
    parts = pair.candidates[-1].parts
    row = varied.rows("SELECT agent FROM scores WHERE contains(reply, ?)", [parts["before"]])
    assert {one["agent"] for one in row} == {agents[0]}
    assert parts["after"].startswith("Das schreiben wir gemeinsam.")
    assert "kaputt" in parts["case"]


def test_withdrawn_it_is_gone_from_the_next_kit(varied: AuditResults) -> None:
    agents = agents_of(varied)
    given = Consents({agents[0]: "Mara"}, frozenset(agents))
    assert "consent" in kit_to_json(kit_with(varied, given, focus="choice", minutes=15))
    assert "consent" not in kit_to_json(kit_with(varied, Consents(), focus="choice", minutes=15))


def test_a_small_group_stays_unshown_whatever_was_agreed(four_agents: AuditResults) -> None:
    agents = agents_of(four_agents)
    given = Consents(dict.fromkeys(agents, "Mara"), frozenset(agents))
    text = kit_to_json(kit_with(four_agents, given, focus="feeling", minutes=15))
    assert "Mara" not in text
    assert "consent" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_short_version_say_that_it_was_agreed(varied: AuditResults, language: str) -> None:
    given = Consents(before=frozenset(agents_of(varied)))
    kit = kit_with(varied, given, focus="choice", minutes=15)
    pair = kit.slot("before_after")
    assert pair is not None
    chosen = dataclasses.replace(pair, chosen=2)
    slots = tuple(chosen if slot.id == "before_after" else slot for slot in kit.slots)
    kit = dataclasses.replace(kit, slots=slots, language=language)  # type: ignore[arg-type]
    word = Vocabulary(kit.language).text("origin_consent")
    assert word in kit_html(kit)
    assert word in kit_markdown(kit)
    assert kit_from_json(kit_to_json(kit)) == kit

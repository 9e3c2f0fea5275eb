"""A kit from an audit: what is in it, what it says when there is little, and nobody's name."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from coach.audit.results import AuditResults
from coach.contracts import LANGUAGES, Language
from coach.house import House
from coach.huddle import HuddleError, Kit, kit_to_json, make_kit
from coach.huddle.contracts import Figures, Kind
from coach.huddle.history import Held
from coach.huddle.texts import CANDIDATES, load_texts
from coach.rubric import BEHAVIOUR_IDS, NEGATIVE_IDS
from coach.suggest.address import forms_in
from tests.audit_fixture import AGENTS
from tests.huddle.conftest import WEEK, kit_of, options

PSEUDONYM = re.compile(r"agent-[a-z2-7]{8}")


def test_a_kit_has_its_steps_timed_and_three_candidates_each(large_audit: AuditResults) -> None:
    kit = kit_of(large_audit)
    assert [slot.id for slot in kit.slots] == [
        "question", "principle", "example", "exercise", "commitment", "look_back",
    ]  # fmt: skip
    assert [slot.starts for slot in kit.slots] == [0, 2, 3, 5, 8, 9]
    assert kit.slots[-1].ends == 10
    assert all(len(slot.candidates) == CANDIDATES for slot in kit.slots)
    assert all(slot.notes for slot in kit.slots)


def test_fifteen_minutes_add_a_before_of_ours(large_audit: AuditResults) -> None:
    kit = kit_of(large_audit, minutes=15)
    pair = kit.slot("before_after")
    assert kit.slots[-1].ends == 15
    assert pair is not None
    assert {candidate.origin for candidate in pair.candidates} == {"bank"}
    befores = {one.before.de for one in load_texts()[kit.focus.behaviour].pairs}
    assert {candidate.parts["before"] for candidate in pair.candidates} == befores


@pytest.mark.parametrize("id", BEHAVIOUR_IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_behaviour_makes_a_full_kit(audit: AuditResults, id: str, language: Language) -> None:
    kit = kit_of(audit, focus=id, language=language, minutes=15)
    assert kit.focus.behaviour == id
    assert kit.focus.kind == "chosen"
    for slot in kit.slots:
        assert len(slot.candidates) == CANDIDATES
        texts = [tuple(candidate.parts.values()) for candidate in slot.candidates]
        assert len(set(texts)) == CANDIDATES


def test_why_names_numbers_and_their_interval(large_audit: AuditResults) -> None:
    kit = kit_of(large_audit)
    assert kit.focus.kind == "gap"
    assert not kit.focus.thin
    why = " ".join(kit.focus.why)
    assert re.search(r"\d+\u00a0% der \d+ .*\(95-%-Intervall \d+\u00a0% bis \d+\u00a0%\)", why)
    assert "kein Beweis" in why
    assert kit.focus.figures.share is not None
    assert kit.focus.figures.occasions >= 30


def test_twenty_replies_make_a_kit_that_says_they_are_few(twenty: AuditResults) -> None:
    kit = kit_of(twenty)
    assert (kit.focus.kind, kit.focus.thin) == ("start", True)
    assert kit.focus.figures == Figures()
    assert "Deshalb steht hier keine Zahl" in kit.focus.why[0]
    assert "%" not in " ".join(kit.focus.why)


def test_an_audit_without_a_reply_in_the_language_still_makes_a_kit(
    twenty: AuditResults, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.audit_fixture import conversations, run_audit

    german = tuple(one for one in conversations(12) if int(one.id[2:]) % 2)
    with run_audit(tmp_path_factory.mktemp("german"), german) as results:
        kit = kit_of(results, language="en")
    assert kit.focus.thin
    assert kit.replies == 0
    assert {candidate.origin for slot in kit.slots for candidate in slot.candidates} == {
        "bank", "figures",
    }  # fmt: skip


def test_four_agents_see_no_figure_and_nothing_of_each_other(four_agents: AuditResults) -> None:
    kit = kit_of(four_agents, minutes=15)
    origins = {candidate.origin for slot in kit.slots for candidate in slot.candidates}
    assert origins == {"bank", "figures"}
    assert kit.replies == 0
    assert kit.focus.figures == Figures()
    assert "weniger als fünf" in kit.focus.why[0]
    assert not re.search(r"\d+\u00a0%", kit_to_json(kit))


def test_four_agents_get_no_look_back_figure(four_agents: AuditResults) -> None:
    before = Held(WEEK - dt.timedelta(weeks=1), "feeling", "gap", "r", Figures(0.2, 0.1, 0.3, 90))
    kit = make_kit(four_agents, options(), (before,))
    look_back = kit.slot("look_back")
    assert look_back is not None
    assert look_back.parts["figure"] == ""


def test_a_small_team_of_a_large_audit_is_small(audit: AuditResults) -> None:
    teams = {
        row["team"]: row["n"]
        for row in audit.rows(
            "SELECT team, count(DISTINCT agent) AS n FROM scores WHERE language = 'de' GROUP BY 1"
        )
    }
    for team, agents in teams.items():
        kit = kit_of(audit, team=team)
        assert (kit.replies > 0) == (agents >= 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_agent_and_no_pseudonym_is_in_any_kit(
    large_audit: AuditResults, language: Language
) -> None:
    for id in ("feeling", "concrete", "own_voice", "cliche"):
        text = kit_to_json(kit_of(large_audit, focus=id, language=language, minutes=15))
        assert not PSEUDONYM.search(text)
        assert not [agent for agent in AGENTS if agent in text]
        assert "leila.novak" not in text
        assert "Yılmaz" not in text


def test_team_examples_are_good_anonymous_and_of_different_agents(varied: AuditResults) -> None:
    example = kit_of(varied, focus="feeling").slot("example")
    assert example is not None
    assert {candidate.origin for candidate in example.candidates} == {"team"}
    for candidate in example.candidates:
        parts = candidate.parts
        assert parts["mark"] in parts["text"]
        assert "ärgerlich" in parts["mark"]
        assert "Danke" in parts["thanks"]
    texts = [candidate.parts["text"] for candidate in example.candidates]
    written_by = [
        varied.rows("SELECT agent FROM scores WHERE contains(reply, ?)", [text])[0]["agent"]
        for text in texts
    ]
    assert len(set(written_by)) == len(written_by)


def test_an_example_gives_everything_its_message_called_for(varied: AuditResults) -> None:
    example = kit_of(varied, focus="feeling").slot("example")
    assert example is not None
    for candidate in example.candidates:
        row = varied.rows(
            "SELECT empathy_verdict, hospitality_verdict, authenticity_verdict FROM scores "
            "WHERE contains(reply, ?)",
            [candidate.parts["text"]],
        )[0]
        assert "missing" not in row.values()


def test_a_house_that_says_du_shows_no_reply_that_says_sie(varied: AuditResults) -> None:
    kit = kit_of(varied, focus="feeling", minutes=15, house=House(address="du"))
    example, pair = kit.slot("example"), kit.slot("before_after")
    assert example is not None
    assert pair is not None
    shown = [one.parts["text"] for one in example.candidates]
    shown += [one.parts[key] for one in pair.candidates for key in ("before", "after")]
    assert all("sie" not in forms_in(text, "de") for text in shown)
    assert any("deine Geduld" in text for text in shown)


def test_grief_is_never_shown(varied: AuditResults) -> None:
    for id in ("feeling", "ownership", "own_voice", "concrete"):
        assert "verstorben" not in kit_to_json(kit_of(varied, focus=id))


def test_exercises_are_messages_of_the_audit(varied: AuditResults) -> None:
    exercise = kit_of(varied, focus="candor").slot("exercise")
    assert exercise is not None
    assert {candidate.origin for candidate in exercise.candidates} == {"team"}
    assert all("kaputt" in candidate.parts["customer"] for candidate in exercise.candidates)


def test_macros_are_no_examples(large_audit: AuditResults) -> None:
    kit = kit_of(large_audit, focus="feeling")
    example = kit.slot("example")
    assert example is not None
    assert {candidate.origin for candidate in example.candidates} == {"bank"}
    assert any("passt kein Beispiel aus dem Team" in remark for remark in kit.remarks)
    assert not any("Danken" in note for note in example.notes)


def test_what_costs_shows_its_way_out_and_quotes_nobody_s_mistake(
    large_audit: AuditResults,
) -> None:
    for id in NEGATIVE_IDS:
        kit = kit_of(large_audit, focus=id)
        example = kit.slot("example")
        assert example is not None
        assert any("Ausweg" in reason for reason in kit.focus.why)
        for candidate in example.candidates:
            assert "schnellstmöglich" not in candidate.parts["text"]


def test_promises_are_shown_and_choose_the_principle(
    large_audit: AuditResults, house: House
) -> None:
    kit = kit_of(large_audit, focus="concrete", house=house)
    assert [promise.now for promise in kit.promises] == [True, False, False]
    principle = kit.slot("principle")
    assert principle is not None
    assert principle.candidates[0].origin == "house"
    assert "Sie wissen, wie es weitergeht." in principle.parts["text"]
    assert principle.parts["source"] == "Vision von Möbelhaus Nord"
    assert len(principle.candidates) == CANDIDATES


def test_promises_lead_where_figures_cannot(twenty: AuditResults, house: House) -> None:
    assert kit_of(twenty, house=house).focus.behaviour == "concrete"


def test_another_week_begins_with_other_texts(twenty: AuditResults) -> None:
    days = [WEEK + dt.timedelta(weeks=number) for number in range(12)]
    kits = [kit_of(twenty, focus="feeling", day=day) for day in days]
    assert len({kit.slots[0].parts["text"] for kit in kits}) == CANDIDATES


def test_the_same_question_gives_the_same_kit(large_audit: AuditResults) -> None:
    assert kit_of(large_audit, minutes=15) == kit_of(large_audit, minutes=15)


def test_unknown_focus_and_team_are_named(audit: AuditResults) -> None:
    with pytest.raises(HuddleError, match="kindness"):
        kit_of(audit, focus="kindness")
    with pytest.raises(HuddleError, match="north, south"):
        kit_of(audit, team="west")


def look_back_after(
    results: AuditResults, figures: Figures, *, run: str = "earlier", kind: Kind = "gap"
) -> str:
    last = Held(dt.date(2026, 2, 2), "feeling", kind, run, figures)
    slot = make_kit(results, options(), (last,)).slot("look_back")
    assert slot is not None
    return slot.parts["figure"]


def test_first_huddle_has_nothing_to_look_back_at(large_audit: AuditResults) -> None:
    slot = kit_of(large_audit).slot("look_back")
    assert slot is not None
    assert "erste Huddle" in slot.parts["figure"]
    assert not any("letzten Mal" in candidate.parts["text"] for candidate in slot.candidates)
    assert not any("letzten Mal" in note for note in slot.notes)


def test_a_change_is_too_early_to_say_unless_its_interval_excludes_zero(
    large_audit: AuditResults,
) -> None:
    share = kit_of(large_audit, focus="feeling").focus.figures
    assert share.share is not None
    alike = Figures(share.share, share.low, share.high, share.occasions)
    assert "zu früh, um etwas zu sagen" in look_back_after(large_audit, alike)
    assert "ein Schritt voran" in look_back_after(large_audit, Figures(0.01, 0.0, 0.03, 300))
    assert "andere Richtung" in look_back_after(large_audit, Figures(0.97, 0.95, 0.99, 300))


def test_the_same_audit_tells_nothing_new(large_audit: AuditResults) -> None:
    figures = Figures(0.2, 0.1, 0.3, 90)
    text = look_back_after(large_audit, figures, run=large_audit.manifest.run)
    assert "keine neue Auswertung" in text
    assert "%" not in text


def test_a_huddle_without_figures_cannot_be_compared(large_audit: AuditResults) -> None:
    assert "noch kein Anteil" in look_back_after(large_audit, Figures())


def test_a_kit_of_a_strength_says_whose_turn_it_is(large_audit: AuditResults) -> None:
    last = Held(WEEK - dt.timedelta(weeks=1), "concrete", "gap", "r", Figures(0.2, 0.1, 0.3, 90))
    kit = make_kit(large_audit, options(), (last,))
    assert kit.focus.behaviour != "concrete"
    assert any("konkret" in reason for reason in kit.focus.why)
    assert kit.focus.kind in {"strength", "gap"}
    turn = {"strength": "Stärke dran", "gap": "Stärke wäre an der Reihe"}[kit.focus.kind]
    assert any(turn in reason for reason in kit.focus.why)


def test_english_kits_speak_english(large_audit: AuditResults) -> None:
    kit: Kit = kit_of(large_audit, language="en", minutes=15)
    text = kit_to_json(kit)
    assert not re.search(r"\b(?:und|nicht|Diese Woche|Sie)\b", text)
    assert "95% interval" in text

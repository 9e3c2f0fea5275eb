"""From advice to findings: one replacement for several edits, and what comes first."""

from __future__ import annotations

from typing import Any

import pytest

from api.languagetool.findings import LONGEST_MOVE, Finding, Findings, without_overlaps
from api.languagetool.rules import load_rules
from coach.contracts import Request
from coach.rubric import Bilingual, load_rubric
from coach.suggest import Advice, Anchor, Suggestion, TextEdit, apply_edits
from tests.system.stage import CueCoach

RUBRIC = load_rubric()
FILLER = "We sent it to you on Monday. " * 20


def suggestion(text: str, *edits: TextEdit, anchor: str, **given: Any) -> Suggestion:  # noqa: ANN401
    start = text.index(anchor)
    values = {
        **{"id": "x", "kind": "reorder", "behaviour": "feeling", "source": "reorder"},
        **{"reason": Bilingual("zuerst", "comes first."), "words_added": 0, "once_filled": False},
        "gain": {"empathy": 12.4, "hospitality": 0.3, "authenticity": -2.0},
    }
    place = Anchor(start, start + len(anchor), anchor)
    return Suggestion(edits=edits, anchor=place, **(values | given))


def findings(text: str, *suggestions: Suggestion, language: str = "en") -> list[Finding]:
    assessment = CueCoach().assess(Request(reply=text))
    maker = Findings(text, load_rules(RUBRIC, "style"), RUBRIC, language)
    return list(maker.of(Advice(None, assessment, suggestions, (), at_bar=False)))


def moved(text: str, words: str, to: int) -> Suggestion:
    """Suggest to bring words forward."""
    start = text.index(words)
    edits = (TextEdit(to, to, f"{words} "), TextEdit(start, start + len(words), ""))
    return suggestion(text, *edits, anchor=words)


def test_several_edits_become_one_replacement() -> None:
    text = "Hello. It went out late. I see how much that hurt. Bye."
    move = moved(text, "I see how much that hurt.", 7)
    (finding,) = findings(text, move)
    replaced = text[: finding.start] + finding.replacements[0] + text[finding.end :]
    assert replaced == apply_edits(text, move.edits)
    assert finding.message == "Feeling taken seriously: comes first. Measured: Empathy +12."


def test_what_would_replace_too_much_is_told_and_not_offered() -> None:
    text = f"Hello. {FILLER}I see how much that hurt. Bye."
    assert len(FILLER) > LONGEST_MOVE
    (finding,) = findings(text, moved(text, "I see how much that hurt.", 7))
    assert text[finding.start : finding.end] == "I see how much that hurt."
    assert finding.replacements == ()
    assert "further up" in finding.message


def test_a_long_passage_to_take_out_is_not_said_to_move() -> None:
    text = f"Hello. {FILLER}Bye."
    edit = TextEdit(7, 7 + len(FILLER), "")
    (finding,) = findings(text, suggestion(text, edit, anchor=FILLER, kind="remove"))
    assert finding.replacements == ()
    assert "further up" not in finding.message


def test_slots_come_first_then_suggestions_then_marks() -> None:
    text = "Hello Ms Novak, dear [Name]. We apologise for any inconvenience caused."
    start = text.index("[Name]")
    edit = TextEdit(start, start + 6, "friend")
    found = findings(text, suggestion(text, edit, anchor="dear [Name]", kind="replace"))
    kept = [finding.rule.id for finding in without_overlaps(found)]
    assert [finding.rule.id for finding in found] == [
        *("AUTH_UNFILLED_SLOT", "EMP_FEELING", "AUTH_CLICHE"),
    ]
    assert kept == ["AUTH_UNFILLED_SLOT", "AUTH_CLICHE"]


@pytest.mark.parametrize(("language", "word"), [("de", "Gemessen"), ("en", "Measured")])
def test_a_loss_is_not_told_as_a_gain(language: str, word: str) -> None:
    text = "Hello. It went out late. I see how much that hurt. Bye."
    (finding,) = findings(text, moved(text, "I see how much that hurt.", 7), language=language)
    assert word in finding.message
    assert "-2" not in finding.message


def test_rule_ids_stay_as_they_are() -> None:
    ids = [rule.id for rule in load_rules(RUBRIC, "style").all]
    assert ids == [
        *("EMP_FEELING", "EMP_UNDERSTANDING", "EMP_EXPLORING", "EMP_OWNERSHIP"),
        *("HOSP_WELCOME", "HOSP_APPRECIATION", "HOSP_ANTICIPATION", "HOSP_CHOICE"),
        *("HOSP_INVITATION", "AUTH_CONCRETE", "AUTH_OWN_VOICE", "AUTH_CANDOR"),
        *("EMP_DISMISSAL", "EMP_BLAME", "HOSP_COMMAND", "HOSP_POLICY_WALL", "HOSP_BRUSH_OFF"),
        *("AUTH_CLICHE", "AUTH_JARGON", "AUTH_EMPTY_PROMISE", "AUTH_OVERDONE", "AUTH_BRIBE"),
        "AUTH_UNFILLED_SLOT",
    ]

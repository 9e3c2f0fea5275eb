"""`coach suggest`: cards that show what is new, not the letters around it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from coach.cli.suggest import SuggestionCards
from coach.contracts import Language
from coach.rubric import Bilingual, load_rubric
from coach.suggest.contracts import Advice, Anchor, Suggestion, TextEdit
from tests.fakes import fake_coach

REPLY = "Guten Tag, leider geht das nicht."
INSERT = Suggestion(
    id="1",
    kind="insert",
    edits=(TextEdit(11, 12, "danke für Ihre Nachricht. L"),),
    anchor=Anchor(0, 10, "Guten Tag,"),
    behaviour="appreciation",
    reason=Bilingual(de="dankt für etwas Bestimmtes", en="thanks for something specific"),
    source="exemplar",
    words_added=4,
    gain={"hospitality": 20.0},
    once_filled=False,
)
REORDER = replace(
    INSERT,
    kind="reorder",
    edits=(TextEdit(0, 33, "Leider geht das nicht. Guten Tag."),),
    anchor=Anchor(11, 33, "leider geht das nicht."),
)


def card(suggestion: Suggestion, language: Language = "de") -> str:
    advice = Advice(None, fake_coach().score(REPLY), (suggestion,), (), at_bar=False)
    console = Console(file=io.StringIO(), width=100)
    for part in SuggestionCards(load_rubric(), language).render(advice, REPLY):
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_insertion_shows_what_is_new_and_not_the_letter_it_made_a_capital() -> None:
    shown = card(INSERT)
    assert "dann: danke für Ihre Nachricht. " in shown
    assert "jetzt:" not in shown
    assert "Nachricht. L" not in shown


def test_a_replacement_shows_both() -> None:
    swap = replace(INSERT, kind="replace", edits=(TextEdit(11, 17, "heute"),))
    assert "jetzt: leider" in card(swap)
    assert "dann: heute" in card(swap)


@pytest.mark.parametrize(("language", "said"), [("de", "nach vorn: "), ("en", "moves up: ")])
def test_a_reordering_shows_what_moves(language: Language, said: str) -> None:
    shown = card(REORDER, language)
    assert f"{said}leider geht das nicht." in shown
    assert "Guten Tag." not in shown


@pytest.mark.parametrize(("language", "said"), [("de", "Dankt für"), ("en", "Thanks for")])
def test_the_reason_begins_with_a_capital(language: Language, said: str) -> None:
    assert said in card(INSERT, language)

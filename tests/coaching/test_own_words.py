"""A trainer's own words: what is shown of them, what is left out, and when nothing is praised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.coaching.own_words import Impression, OwnWords, in_words
from coach.contracts import LANGUAGES, BehaviourMark, Language
from tests.fakes import fake_coach

COACH = fake_coach()
RUBRIC = COACH.rubric
WARM = "Eine Woche ohne Ablösung, das ist zu viel. Ich spreche heute mit Frau Sommer darüber."
STOCK = "Ihr Kommentar ist da. Wir melden uns schnellstmöglich bei Ihnen."


def look(text: str, said: str | None = None) -> Impression:
    return OwnWords(COACH).look(text, said=said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_dimensions_are_said_in_words_and_no_number(language: Language) -> None:
    shown = in_words(look(WARM), WARM, rubric=COACH.rubric, language=language)
    assert [id for id, _, _ in shown.levels] == ["empathy", "authenticity"]
    assert not any(char.isdigit() for _, _, level in shown.levels for char in level)
    assert shown.closing


def test_there_is_at_most_one_suggestion_and_it_changes_only_these_words() -> None:
    found = look(STOCK, "Ich war allein am Telefon.")
    shown = in_words(found, STOCK, rubric=COACH.rubric, language="de")
    if found.suggestion is None:
        assert shown.whole is None
    else:
        assert found.suggestion.source != "exemplars"
        assert shown.whole
        assert shown.whole.startswith("Ihr Kommentar ist da.")
        assert found.suggestion.anchor.text in STOCK


@pytest.mark.parametrize("text", ["Ja.", "zgadzam się z panią w tej sprawie, dziękuję za uwagę"])
def test_what_cannot_be_read_is_said_calmly(text: str) -> None:
    shown = in_words(look(text), text, rubric=COACH.rubric, language="en")
    assert shown.levels == ()
    assert shown.whole is None
    assert "German or English" in shown.closing


def test_words_that_may_hurt_are_never_called_fine() -> None:
    blame = "Sie hätten lesen müssen, was in den Bedingungen steht."
    found = look(blame)
    assert found.assessment.behaviours
    assert found.strengths == ()
    assert not found.well
    closing = in_words(replace(found, suggestion=None), blame, rubric=RUBRIC, language="de").closing
    assert "„Sie hätten lesen müssen“" in closing


def test_that_words_may_hurt_is_said_only_where_a_passage_can_be_pointed_to() -> None:
    found = look(WARM)
    assert found.assessment.empathy
    harsh = replace(found.assessment.empathy, level=0, abstained=False)

    def said(marks: tuple[BehaviourMark, ...]) -> str:
        assessment = replace(found.assessment, empathy=harsh, behaviours=marks)
        shown = in_words(replace(found, assessment=assessment), WARM, rubric=RUBRIC, language="en")
        return shown.levels[0][2]

    blame = BehaviourMark("blame", "empathy", "-", 0, 4, "Eine", 0.9, "check")
    assert said(()) == "the coach is unsure"
    assert said((blame,)) == RUBRIC.level(0).name.text("en")

"""A trainer's own words: what is shown of them, what is left out, and when nothing is praised."""

from __future__ import annotations

import pytest

from coach.coaching.own_words import Impression, OwnWords, in_words
from coach.contracts import LANGUAGES, Language
from tests.fakes import fake_coach

COACH = fake_coach()
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

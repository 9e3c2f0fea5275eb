"""The rubric as data is the rubric people agreed on, complete in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from coach.contracts import DIMENSIONS, LANGUAGES
from coach.errors import CoachError
from coach.rubric import BEHAVIOUR_IDS, Bilingual, load_rubric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Language

RUBRIC = load_rubric()

TABLE = [
    ("feeling", "empathy", "+"),
    ("understanding", "empathy", "+"),
    ("exploring", "empathy", "+"),
    ("ownership", "empathy", "+"),
    ("welcome", "hospitality", "+"),
    ("appreciation", "hospitality", "+"),
    ("anticipation", "hospitality", "+"),
    ("choice", "hospitality", "+"),
    ("invitation", "hospitality", "+"),
    ("concrete", "authenticity", "+"),
    ("own_voice", "authenticity", "+"),
    ("candor", "authenticity", "+"),
    ("dismissal", "empathy", "-"),
    ("blame", "empathy", "-"),
    ("command", "hospitality", "-"),
    ("policy_wall", "hospitality", "-"),
    ("brush_off", "hospitality", "-"),
    ("cliche", "authenticity", "-"),
    ("jargon", "authenticity", "-"),
    ("empty_promise", "authenticity", "-"),
    ("overdone", "authenticity", "-"),
    ("bribe", "authenticity", "-"),
]


def _texts() -> Iterator[tuple[str, Bilingual]]:
    groups = (RUBRIC.dimensions, RUBRIC.levels, RUBRIC.needs, RUBRIC.verdicts, RUBRIC.behaviours)
    for group in groups:
        for item in group:
            for field in fields(item):
                value = getattr(item, field.name)
                if isinstance(value, Bilingual):
                    yield f"{getattr(item, 'id', getattr(item, 'value', ''))}.{field.name}", value


TEXTS = dict(_texts())


def test_it_holds_the_22_behaviours_in_the_order_of_the_table() -> None:
    assert [(b.id, b.dimension, b.polarity) for b in RUBRIC.behaviours] == TABLE
    assert tuple(row[0] for row in TABLE) == BEHAVIOUR_IDS


def test_it_has_three_dimensions_four_levels_three_needs_three_verdicts() -> None:
    assert tuple(d.id for d in RUBRIC.dimensions) == DIMENSIONS
    assert [level.value for level in RUBRIC.levels] == [0, 1, 2, 3]
    assert [need.value for need in RUBRIC.needs] == [0, 1, 2]
    assert [v.id for v in RUBRIC.verdicts] == ["given", "missing", "not_needed"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", RUBRIC.version)


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_written_in_both_languages(key: str) -> None:
    text = TEXTS[key]
    assert text.de.strip() == text.de != ""
    assert text.en.strip() == text.en != ""
    if len(text.de.split()) > 2:
        assert text.de != text.en


@pytest.mark.parametrize("behaviour", RUBRIC.behaviours, ids=BEHAVIOUR_IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_definition_is_one_sentence(behaviour: object, language: Language) -> None:
    definition = behaviour.definition.text(language)  # type: ignore[attr-defined]
    assert definition.endswith(".")
    assert definition.count(". ") == 0


@pytest.mark.parametrize("key", [key for key in TEXTS if key.endswith((".name", ".reason"))])
def test_no_word_accuses(key: str) -> None:
    accusing = r"\b(falsch|schlecht|versäum\w*|harms?|wrong|bad|fail\w*|poor|fault)\b"
    text = TEXTS[key]
    assert not re.search(accusing, f"{text.de} {text.en}", re.IGNORECASE)


def test_level_words_do_not_accuse() -> None:
    assert [level.name.en for level in RUBRIC.levels] == ["may hurt", "neutral", "good", "strong"]
    assert [level.name.de for level in RUBRIC.levels] == [
        "kann verletzen",
        "neutral",
        "gut",
        "stark",
    ]


def test_every_behaviour_names_its_source() -> None:
    for behaviour in RUBRIC.behaviours:
        assert behaviour.source.authors
        assert behaviour.source.venue
        assert 1988 <= behaviour.source.year <= 2023
        assert str(behaviour.source.year) in behaviour.source.short


def test_examples_are_different_on_each_side() -> None:
    for behaviour in RUBRIC.behaviours:
        assert behaviour.shows.de != behaviour.not_shows.de
        assert behaviour.shows.en != behaviour.not_shows.en


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_data_is_json_in_one_language(language: Language) -> None:
    data = json.loads(json.dumps(RUBRIC.to_dict(language)))
    assert [entry["id"] for entry in data["behaviours"]] == list(BEHAVIOUR_IDS)
    assert data["behaviours"][0]["name"] == RUBRIC.behaviours[0].name.text(language)
    assert data["behaviours"][0]["source"]["year"] == 2023
    assert data["levels"][0]["name"] == RUBRIC.level(0).name.text(language)
    assert data["verdicts"][1]["name"] == RUBRIC.verdict("missing").name.text(language)


def test_lookup_by_id() -> None:
    assert RUBRIC.behaviour("candor").dimension == "authenticity"
    assert RUBRIC.dimension("hospitality").name.de == "Gastfreundschaft"


def test_an_unknown_behaviour_is_named_with_the_way_out() -> None:
    with pytest.raises(CoachError, match=r"'sarcasm' is no behaviour of rubric .*feeling"):
        RUBRIC.behaviour("sarcasm")


def test_it_is_read_once() -> None:
    assert load_rubric() is RUBRIC

"""Every entry of the phrasebook finds what it must, leaves alone what it must, and reads well."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from coach.contracts import LANGUAGES
from coach.exemplars import load_exemplars
from coach.phrasebook import Pattern, build_phrasebook, load_phrasebook, templates
from coach.rubric import NEGATIVE_IDS

if TYPE_CHECKING:
    from coach.contracts import Language

PER_LANGUAGE = 120
PER_BEHAVIOUR = 8
LONGEST_TEMPLATE = 22
FILLED = {
    "name": "Kaya",
    "date": "12.05.",
    "time": "14 Uhr",
    "day": "Montag",
    "product": "Lampe",
    "amount": "20 Euro",
    "next step": "Anruf beim Lager",
    "reason": "Lager Neuss war leer",
    "place": "Ulm",
    "order number": "48211",
    "what happened": "das Paket feststeckte",
    "extension": "214",
}
"""Slot fillers that no pattern knows."""


@cache
def entries() -> tuple[tuple[Language, Pattern], ...]:
    return tuple((lang, entry) for lang in LANGUAGES for entry in load_phrasebook(lang).patterns)


def finds(language: Language, pattern: Pattern, sentence: str) -> bool:
    return bool(build_phrasebook([pattern], language).find(sentence))


def replacements(pattern: Pattern) -> tuple[str, ...]:
    return pattern.sie + pattern.du + pattern.neutral


def filled(text: str) -> str:
    return re.sub(r"\{([^}]+)\}", lambda slot: FILLED[slot[1]], text)


@pytest.mark.parametrize(
    ("language", "entry", "sentence"),
    [
        pytest.param(lang, entry, sentence, id=f"{entry.id}-{number}")
        for lang, entry in entries()
        for number, sentence in enumerate(entry.fires)
    ],
)
def test_an_entry_finds_what_it_must(language: Language, entry: Pattern, sentence: str) -> None:
    assert finds(language, entry, sentence)
    hits = load_phrasebook(language).find(sentence)
    assert entry.behaviour in {hit.pattern.behaviour for hit in hits}


@pytest.mark.parametrize(
    ("language", "entry", "sentence"),
    [
        pytest.param(lang, entry, sentence, id=f"{entry.id}-{number}")
        for lang, entry in entries()
        for number, sentence in enumerate(entry.silent)
    ],
)
def test_an_entry_leaves_near_misses_alone(
    language: Language, entry: Pattern, sentence: str
) -> None:
    assert not finds(language, entry, sentence)


@pytest.mark.parametrize(
    ("language", "entry"), [pytest.param(lang, entry, id=entry.id) for lang, entry in entries()]
)
def test_a_replacement_needs_no_replacement(language: Language, entry: Pattern) -> None:
    for text in replacements(entry):
        assert len(text.split()) <= LONGEST_TEMPLATE
        hits = load_phrasebook(language).find(filled(text))
        assert [hit for hit in hits if hit.pattern.behaviour in NEGATIVE_IDS] == []


@pytest.mark.parametrize(
    ("language", "entry"), [pytest.param(lang, entry, id=entry.id) for lang, entry in entries()]
)
def test_a_replaced_sentence_is_a_sentence(language: Language, entry: Pattern) -> None:
    if entry.scope == "sentence":
        for text in replacements(entry):
            assert text[-1] in ".?!,:" or text.endswith("}")
            assert text[0].isupper() or text[0] == "{"


@pytest.mark.parametrize(
    ("language", "entry"), [pytest.param(lang, entry, id=entry.id) for lang, entry in entries()]
)
def test_an_entry_suits_its_place(language: Language, entry: Pattern) -> None:
    file = "weak_habits" if entry.id.startswith("habit") else entry.behaviour
    table = files("coach.phrasebook").joinpath(language, f"{file}.toml")
    assert f'id = "{entry.id}"' in table.read_text(encoding="utf-8")
    assert re.fullmatch(rf"(?:habit|{entry.behaviour})-{language}-\d{{3}}", entry.id)
    assert language == "de" or not entry.sie + entry.du
    assert entry.claims is None or entry.action == "replace"
    assert len(set(entry.fires + entry.silent)) == len(entry.fires + entry.silent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_covers_every_behaviour(language: Language) -> None:
    patterns = load_phrasebook(language).patterns
    counts = Counter(pattern.behaviour for pattern in patterns)
    assert len(patterns) >= PER_LANGUAGE
    assert {behaviour for behaviour in NEGATIVE_IDS if counts[behaviour] < PER_BEHAVIOUR} == set()
    assert sum(pattern.id.startswith("habit") for pattern in patterns) >= PER_BEHAVIOUR


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_exemplars_please_the_phrasebook(language: Language) -> None:
    book = load_phrasebook(language)
    found = [
        (hit.pattern.id, exemplar.text)
        for exemplar in load_exemplars()
        if exemplar.language == language
        for hit in book.find(exemplar.text)
        if hit.pattern.behaviour in NEGATIVE_IDS
    ]
    assert found == []


def test_templates_follow_the_form_of_address() -> None:
    patterns = load_phrasebook("de").patterns
    addressed = next(pattern for pattern in patterns if pattern.sie)
    free = next(pattern for pattern in patterns if pattern.neutral)
    assert templates(addressed, "sie") == addressed.sie
    assert templates(addressed, "du") == addressed.du
    assert templates(addressed, "neutral") == ()
    assert templates(free, "du") == templates(free, "neutral") == free.neutral

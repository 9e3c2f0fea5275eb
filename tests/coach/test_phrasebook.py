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


each_entry = pytest.mark.parametrize(
    ("language", "entry"), [pytest.param(lang, entry, id=entry.id) for lang, entry in entries()]
)


@each_entry
def test_an_entry_finds_what_it_must(language: Language, entry: Pattern) -> None:
    book = load_phrasebook(language)
    for sentence in entry.fires:
        assert finds(language, entry, sentence), sentence
        found = {hit.pattern.behaviour for hit in book.find(sentence)}
        assert entry.behaviour in found, sentence


@each_entry
def test_an_entry_leaves_near_misses_alone(language: Language, entry: Pattern) -> None:
    assert [sentence for sentence in entry.silent if finds(language, entry, sentence)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_replacement_needs_no_replacement(language: Language) -> None:
    book = load_phrasebook(language)
    faults = [
        (entry.id, text, hit.text)
        for entry in book.patterns
        for text in replacements(entry)
        for hit in book.find(filled(text))
        if hit.pattern.behaviour in NEGATIVE_IDS
    ]
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_replacements_are_short(language: Language) -> None:
    texts = [text for entry in load_phrasebook(language).patterns for text in replacements(entry)]
    assert [text for text in texts if len(text.split()) > LONGEST_TEMPLATE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_replaced_sentence_is_a_sentence(language: Language) -> None:
    texts = [
        text
        for entry in load_phrasebook(language).patterns
        if entry.scope == "sentence"
        for text in replacements(entry)
    ]
    assert [text for text in texts if not (text[0].isupper() or text[0] == "{")] == []
    assert [text for text in texts if text[-1] not in ".?!"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_stand_in_the_file_of_their_behaviour(language: Language) -> None:
    folder = files("coach.phrasebook").joinpath(language)
    for entry in load_phrasebook(language).patterns:
        family = "habit" if entry.id.startswith("habit") else entry.behaviour
        assert re.fullmatch(rf"{family}-{language}-\d{{3}}", entry.id)
        file = folder.joinpath(f"{family.replace('habit', 'weak_habits')}.toml")
        assert f'id = "{entry.id}"' in file.read_text(encoding="utf-8")


def test_english_names_no_form_of_address() -> None:
    patterns = load_phrasebook("en").patterns
    assert [entry.id for entry in patterns if entry.sie or entry.du] == []


def test_only_a_replacement_can_claim_a_behaviour() -> None:
    removing = [entry for _, entry in entries() if entry.action == "remove"]
    assert [entry.id for entry in removing if entry.claims] == []


def test_no_entry_repeats_a_sentence() -> None:
    both = [(entry.id, entry.fires + entry.silent) for _, entry in entries()]
    assert [name for name, texts in both if len(set(texts)) < len(texts)] == []


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

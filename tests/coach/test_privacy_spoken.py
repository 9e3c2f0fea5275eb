"""First names without a greeting: the written cases, and how a name is told from a word."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coach.contracts import LANGUAGES
from coach.privacy import redact
from coach.privacy.names import load_lexicon
from coach.privacy.spoken import load_surroundings

if TYPE_CHECKING:
    from coach.contracts import Language

LEAST = 40
RECALL = 0.95
PRECISION = 0.9


def cases(language: Language) -> list[dict[str, Any]]:
    path = Path(__file__).parent / "data" / f"spoken_{language}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_found_and_products_months_and_places_stay(language: Language) -> None:
    rows = cases(language)
    hits = expected = found = 0
    for row in rows:
        wanted = Counter(quote for _, quote in row["entities"])
        given = Counter(one.text for one in redact(row["text"], language=language).entities)
        hits += sum((wanted & given).values())
        expected += sum(wanted.values())
        found += sum(given.values())
    print(f"\n{language}: n={expected} recall={hits / expected:.3f} precision={hits / found:.3f}")  # noqa: T201
    assert sum(bool(row["entities"]) for row in rows) >= LEAST
    assert sum(not row["entities"] for row in rows) >= LEAST
    assert hits / expected >= RECALL
    assert hits / found >= PRECISION


PAIRS = {
    "a list of things": (
        "Anna, Emma und Lotte sind ausverkauft.",
        "Anna, das tut mir leid.",
        "Anna",
    ),
    "a product": ("Das Sofa Ella ist da.", "Danke Ella", "Ella"),
    "a cheer": ("The new Brandon!", "Way-to-go Brandon!", "Brandon"),
    "somebody else speaking": ("Sao Paulo I know.", "Paulo I am sorry.", "Paulo"),
    "a month": ("It ends in May.", "Thanks, May.", "May"),
    "a mark": ("Ben & Jerry's is cold.", "Sorry Ben, it is cold.", "Ben"),
    "a storm": ("Hurricane Irma came.", "We told Irma to wait.", "Irma"),
    "a quoted title": ('We play "Paula" at eight.', "We asked Paula at eight.", "Paula"),
    "a verb": ("It will arrive. Will it?", "We hear you, Will!", "Will"),
}


@pytest.mark.parametrize(("thing", "person", "name"), PAIRS.values(), ids=PAIRS)
def test_what_stands_around_a_word_decides(thing: str, person: str, name: str) -> None:
    assert name in redact(thing, language="en").text
    assert name not in redact(person, language="en").text


def test_a_name_found_once_goes_everywhere_in_the_text() -> None:
    text = redact("Sorry, Deepika! The note says: Deepika, flat 4.", language="en").text
    assert text.startswith("Sorry, <NAME_1>! The note says: <NAME_1>")


def test_the_lists_name_nobody_twice_over() -> None:
    """A word that opens a sentence behind a name, or calls a thing, must not be a sure name."""
    words, lexicon = load_surroundings(), load_lexicon()
    assert not lexicon.sure & (words.things_after | words.first_words | words.calendar)
    assert words.calendar & lexicon.listed

"""No text of 20,000 characters keeps any reader of texts busy, or breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.house_text import HouseText, find_house_texts
from coach.text.customer import last_meaningful
from coach.text.language import decide
from coach.text.masks import find_masks, neutralise
from coach.text.normalise import normalise
from coach.text.quotes import strip_quotes
from coach.text.segment import sentences
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH = 20_000
PASSAGE = HouseText("x", "Sie haben {a} Sie haben {b} das Recht")

READERS: dict[str, Callable[[str], object]] = {
    "normalise": normalise,
    "strip_quotes": strip_quotes,
    "find_masks": find_masks,
    "neutralise": lambda text: neutralise(text, "de"),
    "sentences": lambda text: sentences(text, "de"),
    "words": words,
    "word_count": word_count,
    "decide": decide,
    "last_meaningful": lambda text: last_meaningful(customer=text),
    "find_house_texts": lambda text: find_house_texts(text, [PASSAGE]),
}
PATTERNS = [
    "a",
    "a@",
    "a-",
    "{a",
    "[a ",
    "<a ",
    "#A",
    "__a",
    "XX/",
    "%a",
    "_",
    "😀",
    ")",
    "a.b!",
    "http://",
    "> a\n",
    "a\n",
    "\u200d",
    "\ud800",
    "\x00",
    "שלום ",
    "Hallo ",
    "LG\n",
    "Am 3.5.2020 14:00 ",
    "Sie haben #NAME# ",
    "&amp;",
    "<p>",
    "u\u0308",
]


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_repeated_patterns_are_read_without_an_error(reader: Callable[[str], object]) -> None:
    for pattern in PATTERNS:
        reader((pattern * LENGTH)[:LENGTH])

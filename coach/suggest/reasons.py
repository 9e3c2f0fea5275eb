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

LONGEST_QUOTE: Final = 7
"""Words of the customer that a phrase repeats at most."""
STRONG, SOME = 3, 1

_CLAUSE = re.compile(r"[^.,;:!?\n()–—\"„“”]+")
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
    if situation in _table("situations.toml"):
        matter = _table("situations.toml")[situation]
        return Bilingual(
            de=entry["matter"]["de"].format(matter=matter["de"]),
            en=entry["matter"]["en"].format(matter=matter["en"]),
        )
    return Bilingual(**entry["plain"])


def salient_words(customer: str, language: Language | None = None) -> str | None:
    """Return the few words of a customer's message that tell most about what is at stake.

    A clause with a day, a person, a feeling or a loss in it; nothing with numbers or addresses.
    """
    best, best_score = None, SOME
    for match in _CLAUSE.finditer(_ADDRESS.sub("@", customer)):
        clause = " ".join(match[0].split())
        if _PRIVATE.search(clause) or _NAME_LINE.match(clause):
            continue
        languages = (language,) if language else LANGUAGES
        score, first, last = max(_weigh(clause.split(), known) for known in languages)
        words = clause.split()
        if score <= best_score or len(words) < 2:
            continue
        best, best_score = _cut(words, first, last), score
    return best


def _weigh(words: list[str], language: Language) -> tuple[int, int, int]:
    """Return the weight of a clause and where its telling words stand."""
    hits = []
    for index, word in enumerate(words):
        weight = _weight(word.lower(), language)
        if weight:
            hits.append((index, weight))
    if not hits:
        return 0, 0, 0
    top = max(weight for _, weight in hits)
    told = [index for index, weight in hits if weight == top]
    return sum(weight for _, weight in hits), told[0], told[-1]


def _weight(word: str, language: Language) -> int:
    strong, some = _stems(language)
    if word.startswith(strong):
        return STRONG
    return SOME if word.startswith(some) else 0


def _cut(words: list[str], first: int, last: int) -> str:
    """Keep at most seven words around the telling ones."""
    if len(words) <= LONGEST_QUOTE:
        return " ".join(words)
    end = min(len(words), max(last + 1, first + LONGEST_QUOTE // 2 + 1))
    start = max(0, end - LONGEST_QUOTE)
    if start > first:
        start, end = first, first + LONGEST_QUOTE
    lead, tail = ("… " if start else ""), (" …" if end < len(words) else "")
    return lead + " ".join(words[start:end]) + tail


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

"""What no suggestion may touch: figures, amounts, dates, names, links, numbers, promises."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from coach.text.masks import find_masks
from coach.text.segment import sentences

if TYPE_CHECKING:
    from coach.contracts import Language

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]+[^\s<>.,;:!?)\]]|[^\s@<>]{1,64}@[^\s@<>]{1,250}\w")
_NUMBER = re.compile(
    r"[A-Z]{0,4}[\-#]?\d(?:[\d.,:/\-]*\d)?(?:\s?(?:€|\$|£|%|Euro|EUR|Uhr|h|am|pm))?\b%?"
)
_CODE = re.compile(r"\b(?=[\w\-]*\d)(?=[\w\-]*[A-Za-z])[\w\-]{3,}\b")
_DAY = re.compile(
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|heute|morgen|übermorgen|gestern|today|tomorrow|"
    r"yesterday|tonight|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|"
    r"dezember|january|february|march|june|july|october|december)s?\b",
    re.IGNORECASE,
)
_TERM = re.compile(r"\d\s?(?:Uhr|am|pm|a\.m\.|p\.m\.)\b|\b\d{1,2}[.:/]\d{1,2}\b|\bKW \d")
_TITLED = re.compile(
    r"\b(?:Herrn?|Frau|Familie|Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? "
    r"[A-ZÄÖÜ][\w'’\-]+(?: [A-ZÄÖÜ][\w'’\-]+)?"
)
_GREETED = re.compile(
    r"^\s*(?i:hallo|hi|hey|moin|liebe[rs]?|dear|hello|guten (?:tag|morgen|abend)|"
    r"good (?:morning|afternoon|evening)),? ((?:[A-ZÄÖÜ][\w'’\-]+ ?){1,3})",
    re.MULTILINE,
)
_ENGLISH_NAME = re.compile(
    r"(?:(?<=[a-z] )|(?<=[a-z], ))(?!I\b|I['’])[A-Z][\w'’\-]*(?: [A-Z][\w'’\-]*)*"
)
_PLAIN_CAPITALS = frozenset({"Sir", "Madam", "Team", "Damen", "Herren", "Customer", "Kunde"})
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")


@dataclass(frozen=True, slots=True)
class Facts:
    """The protected facts of a text.

    `strings` are figures, names and links, each with how often it stands there; `places` are the
    masks and slots for them.
    """

    strings: Counter[str]
    places: Counter[str]


def facts_in(text: str, language: Language) -> Facts:
    """Return the protected facts of a text."""
    masks = find_masks(text)
    found = Counter(match[0] for match in _LINK.finditer(text))
    rest = _LINK.sub(" ", text)
    for pattern in (_NUMBER, _CODE, _DAY, _TITLED):
        found.update(match[0].strip().lower() for match in pattern.finditer(rest))
    names = [match[1].strip() for match in _GREETED.finditer(rest)]
    if language == "en":
        names += _ENGLISH_NAME.findall(rest)
    found.update(name.lower() for name in names if name not in _PLAIN_CAPITALS)
    return Facts(found, Counter(mask.text for mask in masks))


def keeps_facts(old: Facts, new: Facts, *, known: str = "") -> bool:
    """Tell whether a change lost none of a text's facts and invented none.

    A fact may be new only where `known`, the customer's own message, has it.
    """
    lost = (old.strings - new.strings) + (old.places - new.places)
    added = new.strings - old.strings
    told = known.lower()
    return not lost and all(fact in told for fact in added)


def names_day(text: str) -> bool:
    """Tell whether a text names a day or a clock time."""
    return bool(_DAY.search(text) or _TERM.search(text))


def promises_in(text: str, language: Language) -> frozenset[str]:
    """Return the kinds of things that a text promises; a question promises nothing."""
    rest = _LINK.sub(" ", text)
    if not (_commits_to(rest, language) and _kinds(rest)):
        return frozenset()
    kinds: set[str] = set()
    for start, end in sentences(rest, language):
        sentence = rest[start:end]
        if not sentence.rstrip().endswith("?") and _commits_to(sentence, language):
            kinds |= _kinds(sentence)
    return frozenset(kinds)


def _commits_to(text: str, language: Language) -> bool:
    return not _commits()[language].isdisjoint(_words_of(text))


def _kinds(text: str) -> set[str]:
    words = _words_of(text)
    return {kind for kind, stems in _stems().items() if any(w.startswith(stems) for w in words)}


def _words_of(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(stems.split()) for kind, stems in _table()["promises"].items()}


@cache
def _commits() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _table()["commits"].items()}


@cache
def _table() -> dict[str, dict[str, str]]:
    path = files("coach.suggest").joinpath("protected.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

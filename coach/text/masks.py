"""Masks that exports leave behind, and slots of a template that nobody has filled yet."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from coach.text.mapped import Edit, Mapped
from coach.text.normalise import HTML_TAGS

if TYPE_CHECKING:
    from coach.contracts import Language

Kind = Literal["export", "slot"]


@dataclass(frozen=True, slots=True)
class Mask:
    """A place where a word is missing; `meaning` says which, as far as one can tell."""

    start: int
    end: int
    text: str
    kind: Kind
    meaning: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a mask may stand for, the words that tell, and its natural fillers."""

    id: str
    contains: tuple[str, ...]
    equals: tuple[str, ...]
    filler: dict[str, str]


_PATTERN = re.compile(
    r"(?P<braces>\{\{[^{}\n]{1,60}\}\})"
    r"|(?P<dollar>\$\{[^{}\n]{1,60}\})"
    r"|(?P<brace>\{[^\W\d][^{}\n:;\"=]{0,40}\})"
    r"|(?P<percent>(?<!\w)%{1,2}[A-Za-z][A-Za-z_.]{2,30}%{1,2}(?!\w))"
    r"|(?P<guillemets><<[^<>\n]{1,40}>>)"
    r"|(?P<angle><[A-Za-zÄÖÜäöü][A-Za-zÄÖÜäöüß_ \-]{1,30}\d{0,3}>)"
    r"|(?P<square>\[[^\[\]\n]{2,60}\](?!\())"
    r"|(?P<hash>#[A-Z][A-Z0-9_\-]{1,30}#)"
    r"|(?P<under>(?<!\w)__[A-Za-z][A-Za-z_]{1,30}?__(?!\w))"
    r"|(?P<handle>(?<!\w)@(?:brand|company|user(?:name)?|customer|agent|name|firma|kunde|\d{3,})\b)"
    r"|(?P<cross>(?<!\w)(?:XX[./]XX[./]X{2,4}|X{3,}(?:[.\-/ ]X{2,}){0,8})(?!\w))"
    r"|(?P<blank>(?<!\w)_{3,12}(?!\w))"
)
_EXPORTS: Final = frozenset({"hash", "angle", "under", "handle", "cross"})
_SURE: Final = frozenset({"braces", "dollar", "brace", "hash", "handle", "cross"})
_ASKS_TO_FILL = re.compile(
    r"\b(?:einfügen|einsetzen|eingeben|eintragen|ausfüllen|insert|enter|fill in|type your|your)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ0-9_ ]{2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")

_BEFORE_SURNAME = re.compile(
    r"(?:\b(?:Herrn?|Frau|Familie|Mrs?|Ms|Miss|Mx|Dr|Prof)\.?\s+)$", re.IGNORECASE
)
_GEEHRTE = re.compile(r"\bgeehrte(?P<er>r)?(?:/r|\(r\)|\*r)?\s+$", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:\b(?:Hallo|Hi|Hey|Moin|Servus|Liebe[rs]?|Dear|Hello|Guten\s+\w+|Good\s+\w+|Danke|Thanks)"
    r"\s+)$",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\s?(?:€|Euro|EUR|\$|£|CHF|pounds?|dollars?)", re.IGNORECASE)
_NAMES: Final = frozenset({"name", "first_name", "last_name"})


def find_masks(text: str) -> list[Mask]:
    """Return masks and slots in reading order."""
    found = (_mask(match, text) for match in _PATTERN.finditer(text))
    return [mask for mask in found if mask is not None]


def neutralise(text: str, language: Language) -> Mapped:
    """Put natural words where masks and slots stand, so that the text reads as if unmasked."""
    edits: list[Edit] = []
    previous: Mask | None = None
    for mask in find_masks(text):
        filler = _filler(mask, text, language, previous)
        edits.append(Edit(mask.start, mask.end, filler))
        previous = mask
    return Mapped.replace(text, edits)


def _mask(match: re.Match[str], text: str) -> Mask | None:
    shape = str(match.lastgroup)
    inner = match[0].strip("{}[]<>#_$%@ ")
    meaning = None if shape in {"cross", "blank"} else _meaning(inner)
    if shape == "blank" and not _has_words_beside(match, text):
        return None
    if shape == "angle" and inner.split(" ")[0].lower() in HTML_TAGS:
        return None
    sure = shape in _SURE or shape == "blank"
    if not (sure or meaning or _SHOUTED.fullmatch(inner) or _ASKS_TO_FILL.search(inner)):
        return None
    kind: Kind = "export" if shape in _EXPORTS and " " not in inner else "slot"
    if shape in {"cross", "handle"}:
        kind = "export"
        meaning = "name" if shape == "handle" and inner[0].isdigit() else meaning
    return Mask(match.start(), match.end(), match[0], kind, meaning)


def _has_words_beside(match: re.Match[str], text: str) -> bool:
    """Tell a blank to fill from a ruled line."""
    line_start = text.rfind("\n", 0, match.start()) + 1
    line_end = text.find("\n", match.end())
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    return any(character.isalpha() for character in line)


def _meaning(inner: str) -> str | None:
    plain = _NOT_LETTERS.sub(" ", _CAMEL.sub(" ", inner)).strip().lower()
    parts = {plain, *plain.split()}
    for meaning in _meanings():
        if any(word in plain for word in meaning.contains) or parts & set(meaning.equals):
            return meaning.id
    return None


@cache
def _meanings() -> tuple[Meaning, ...]:
    table = tomllib.loads(files("coach.text").joinpath("masks.toml").read_text(encoding="utf-8"))
    return tuple(
        Meaning(
            id=entry["id"],
            contains=tuple(entry.get("contains", ())),
            equals=tuple(entry.get("equals", ())),
            filler=entry["filler"],
        )
        for entry in table["meaning"]
    )


def _filler(mask: Mask, text: str, language: Language, previous: Mask | None) -> str:
    before, after = text[max(0, mask.start - 24) : mask.start], text[mask.end : mask.end + 8]
    if mask.text.startswith("@") and not text[: mask.start].strip():
        return ""
    meaning = mask.meaning or _guess(mask, before)
    if meaning is None:
        return _NOT_LETTERS.sub(" ", mask.text).strip()
    if meaning in _NAMES:
        follows = previous is not None and _beside(previous, mask)
        return _name("last_name" if follows else meaning, before, language)
    if meaning == "title" and (match := _GEEHRTE.search(before)) and match["er"]:
        return "Herr"
    if meaning == "amount" and _CURRENCY.match(after):
        return "25"
    return _word(meaning, language)


def _guess(mask: Mask, before: str) -> str | None:
    """Guess from the words before: a name after a greeting, else a number for bare marks."""
    if any(pattern.search(before) for pattern in (_GREETING, _BEFORE_SURNAME, _GEEHRTE)):
        return "name"
    return None if any(character.islower() for character in mask.text) else "number"


def _name(meaning: str, before: str, language: Language) -> str:
    surname = _word("last_name", language)
    if match := _GEEHRTE.search(before):
        return f"{'Herr' if match['er'] else 'Frau'} {surname}"
    if meaning == "name" and _BEFORE_SURNAME.search(before):
        return surname
    return _word(meaning, language)


def _beside(previous: Mask, mask: Mask) -> bool:
    """Say whether a name follows a title or another name at once."""
    return mask.start - previous.end <= 1 and previous.meaning in {*_NAMES, "title"}


def _word(meaning: str, language: Language) -> str:
    return next(entry.filler[language] for entry in _meanings() if entry.id == meaning)

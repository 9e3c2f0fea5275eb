"""Names, by the places where people write them: greetings, sign-offs, introductions, titles.

Without a language model of the whole sentence, a capital letter says little in German; so a name
counts where the words around it say so, or where a first name from our list begins it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from coach.privacy.entity import Found
from coach.privacy.spoken import find_spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Who = Literal["any", "listed", "sure", "initials"]

MAX_WORDS: Final = 4
MIN_REPEATED: Final = 3
"""Shorter names are not looked for again elsewhere in the text."""

_SURE_SCORE: Final = 0.7
_WEAK_SCORE: Final = 0.6
_WORD = re.compile(
    r"[^\W\d_](?:\.(?=\s?[^\W\d_]|\s*(?:\n|\Z|[,|(])))?(?![\w'’])"
    r"|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?(?:-[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?){0,3}"
)
_INITIALS = re.compile(
    r"[A-ZÄÖÜ]{1,3}(?!\w)|[A-ZÄÖÜ][a-zäöüß]{2,11}(?:[A-ZÄÖÜ][a-zäöüß]{0,11})?(?!\w)"
)
_FREE_START = re.compile(r"(?<![\w@./’'-])[^\W\d_][^\W\d_'’-]+(?=[ \u00a0])")
_END = re.compile(r"\s*(?:[,.!?;:\n]|\Z|(?:und|and|from|aus|vom|von)\b)")
_ANYWHERE = re.compile("")
_SHORT: Final = 2
MAX_BRAND: Final = 24


@dataclass(frozen=True, slots=True)
class Context:
    """A place where a name stands, with sentences that show it and near misses."""

    id: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    who: Who
    lower: bool
    fires: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """First names, words that are none, particles, and marks that sound like people."""

    sure: frozenset[str]
    listed: frozenset[str]
    not_names: frozenset[str]
    particles: frozenset[str]
    first_particles: frozenset[str]
    houses: tuple[str, ...]
    brands: frozenset[str]


def find_names(text: str) -> Iterator[Found]:
    """Return the names of a text; some are found by more than one rule."""
    contexts = load_contexts()
    found = [one for context in contexts for one in find_in_context(text, context)]
    found += _full_names(text)
    found += [one for one in find_spoken(text, load_lexicon()) if not _is_in_brand(text, one)]
    yield from found
    yield from find_again(text, (text[name.start : name.end] for name in found))


def find_again(text: str, names: Iterable[str]) -> Iterator[Found]:
    """Return where names that are known already stand once more, whole or in part."""
    known = {part for name in names for part in (name, *name.split()) if _worth_repeating(part)}
    if not known:
        return
    choices = "|".join(
        re.escape(part) for part in sorted(known, key=lambda part: (-len(part), part))
    )
    for match in re.finditer(rf"(?<!\w)(?:{choices})(?!\w)", text):
        yield Found("name", *match.span(), _WEAK_SCORE - 0.1)


def begins_with_first_name(name: str) -> bool:
    """Tell a person such as "Anna Schmidt" from a sender such as "Support Team"."""
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    return first.split("-")[0].lower() in load_lexicon().listed


@cache
def load_contexts() -> tuple[Context, ...]:
    """Read where names stand, once."""
    table = _table("names.toml")
    signature = table["signature"]
    signed = {**signature, "before": signature["off"] + signature["between"]}
    return tuple(map(_context, (*table["context"], signed)))


@cache
def load_lexicon() -> Lexicon:
    """Read the lists of words, once."""
    words, names = _table("names.toml")["words"], _table("first_names.toml")
    unsure = _lowered(names["unsure"])
    sure = _lowered(names["sure"]) - unsure
    return Lexicon(
        sure=sure,
        listed=sure | unsure,
        not_names=_lowered(words["not_names"]),
        particles=_lowered(words["particles"]),
        first_particles=_lowered(words["first_particles"]),
        houses=tuple(words["houses"].split()),
        brands=frozenset(brand.lower() for brand in words["brands"]),
    )


def find_in_context(text: str, context: Context) -> Iterator[Found]:
    """Return the names that stand in one kind of place."""
    for match in context.before.finditer(text):
        end = _name_end(text, match.end(), context)
        if end is not None and context.after.match(text, end):
            yield Found("name", match.end(), end, _SURE_SCORE)


def _full_names(text: str) -> Iterator[Found]:
    """Take a sure first name with a capitalised word behind it, wherever it stands."""
    lexicon = load_lexicon()
    for match in _FREE_START.finditer(text):
        if not match[0][0].isupper() or match[0].lower() not in lexicon.sure:
            continue
        words = _words(text, match.start(), lower=False)
        if len(words) >= _SHORT and not _is_brand(text, words):
            yield Found("name", words[0][0], words[-1][1], _WEAK_SCORE)


def _name_end(text: str, start: int, context: Context) -> int | None:
    """Return where the name that begins at `start` ends, or None where none begins."""
    if context.who == "initials":
        match = _INITIALS.match(text, start)
        return match.end() if match and _is_initials(match[0]) else None
    words = _words(text, start, lower=context.lower)
    if not words or _is_brand(text, words) or not _fits(text, words, context.who):
        return None
    return words[-1][1]


def _words(text: str, start: int, *, lower: bool) -> list[tuple[int, int]]:
    """Return the words of a name from `start` on: capitalised, with particles between them."""
    lexicon = load_lexicon()
    words: list[tuple[int, int]] = []
    pending: list[tuple[int, int]] = []
    position = start
    while len(words) < MAX_WORDS and (match := _WORD.match(text, position)):
        word, span = match[0], match.span()
        if word in (lexicon.particles if pending else lexicon.first_particles):
            pending.append(span)
        elif _is_no_name(word):
            break
        elif word[0].isupper() or (lower and _is_lower_name(text, span, words)):
            words += (*pending, span)
            pending = []
        else:
            break
        position = span[1] + 1
        if text[span[1] : position] not in {" ", "\u00a0"}:
            break
    return words


def _is_lower_name(text: str, span: tuple[int, int], before: list[tuple[int, int]]) -> bool:
    """Accept a name typed small: a listed first name, or a surname at the end of its clause."""
    word = text[slice(*span)]
    if not before:
        return word in load_lexicon().listed
    typed_small = text[before[0][0]].islower()
    return typed_small and len(word) > _SHORT and _END.match(text, span[1]) is not None


def _is_no_name(word: str) -> bool:
    lexicon = load_lexicon()
    lowered = word.lower()
    return lowered in lexicon.not_names or lowered.endswith(lexicon.houses)


def _fits(text: str, words: list[tuple[int, int]], who: Who) -> bool:
    if who == "any":
        return True
    lexicon = load_lexicon()
    allowed = lexicon.sure if who == "sure" else lexicon.listed
    first = text[slice(*words[0])].lower()
    initial = first.endswith(".") and len(words) == _SHORT and who == "listed"
    return initial or first in allowed or first.split("-")[0] in allowed


def _is_initials(word: str) -> bool:
    return word.isupper() or not _is_no_name(word)


def _is_brand(text: str, words: list[tuple[int, int]]) -> bool:
    name = text[words[0][0] : words[-1][1]].lower()
    return any(name.startswith(brand) for brand in load_lexicon().brands)


def _is_in_brand(text: str, one: Found) -> bool:
    """Tell whether a lone first name begins a mark, such as "Jack Jones"."""
    begin = text[one.start : one.start + MAX_BRAND].lower()
    return any(begin.startswith(brand) for brand in load_lexicon().brands)


def _worth_repeating(part: str) -> bool:
    lexicon = load_lexicon()
    lowered = part.lower()
    if len(part) < MIN_REPEATED or not part[0].isupper():
        return False
    return " " in part or lowered in lexicon.sure or lowered not in lexicon.listed


def _context(entry: dict[str, Any]) -> Context:
    return Context(
        id=entry["id"],
        before=re.compile(entry["before"]),
        after=re.compile(entry["after"]) if "after" in entry else _ANYWHERE,
        who=entry["who"],
        lower=entry.get("lower", False),
        fires=tuple((sentence, found) for sentence, found in entry["fires"]),
        silent=tuple(entry["silent"]),
    )


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("coach.privacy").joinpath(name).read_text(encoding="utf-8"))


def _lowered(words: str) -> frozenset[str]:
    return frozenset(words.lower().split())

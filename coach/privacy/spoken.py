"""First names by which people are spoken to, sign, or are spoken of, with no greeting before them.

"Taylor, I am sorry", "that helps, Joel.", "thanks Maria", "-Becky", "she said Paul would call": a
name from our list counts when what stands around it says so. Names that are words, months or places
as well ("Will", "May", "Florence") need more around them than names that mean nothing else.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from coach.privacy.entity import Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from coach.privacy.names import Lexicon

_SCORE: Final = 0.6
_REACH: Final = 240
"""So many characters on either side are looked at."""
_TOKEN = re.compile(r"(?<![\w@#.’'<])(?<!\w[-/])[^\W\d_]{2,}(?:-[^\W\d_]{2,})?(?![\w@’'-])")
_PICTURE: Final = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f"
_OPENS = re.compile(rf"(?:\A|\n|[.!?…:{_PICTURE})]\s+|@\w+[\s,]+)[\"“„]?\Z")
_COMMA_BEFORE = re.compile(r"(?P<last>[\w’'-]*)[)\"”“]?,\s\Z")
_BEFORE = re.compile(r"(?<![@\w])(?P<last>[\w’'-]+)[ \u00a0]\Z")
_ENDS = re.compile(rf"\s?(?:[.!?…]+(?:\s|\Z|[\"”“)])|\Z|\n|[{_PICTURE}]|[:;]-?[()DP]|https?:)")
_COMMA_AFTER = re.compile(r",\s(?P<next>[\w’']+)")
_AFTER = re.compile(r"[ \u00a0](?P<next>[\w’']+)")
_JOINED = re.compile(r"\s?\+|[ \u00a0][\dA-ZÄÖÜ]|[”“\"]")
_SELF = re.compile(r"[ \u00a0]I(?:[’'](?:m|d|ll|ve))?(?!\w)")
_OPENED = re.compile(r"[\"“„«»+]\Z")
_SIGN = re.compile(rf"(?:[-–—~*/^]{{1,2}}\s?|[.!?…{_PICTURE})]\s+|\n\s{{0,4}}|https?://\S+\s+)\Z")
_SIGNED = re.compile(r"[.!]?\s*(?:\(?\d\s?/\s?\d\)?)?\s*(?:https?://\S+\s*)?\Z")
_SENTENCE = re.compile(r"[.!?…\n]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The lists of words around a name."""

    spoken_before: frozenset[str]
    opens_with: frozenset[str]
    cues: frozenset[str]
    first_words: frozenset[str]
    things_before: frozenset[str]
    things_after: frozenset[str]
    calendar: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Place:
    """A first name in its text: the word, what stands before it and what after."""

    word: str
    before: str
    after: str

    def last(self, pattern: re.Pattern[str]) -> str | None:
        """Return the word before, where the text before ends as the pattern says."""
        match = pattern.search(self.before)
        return match["last"] if match else None

    def next(self, pattern: re.Pattern[str]) -> str | None:
        """Return the word after, where the text after begins as the pattern says."""
        match = pattern.match(self.after)
        return match["next"] if match else None

    @property
    def ends(self) -> bool:
        """Tell whether a sentence ends here."""
        return _ENDS.match(self.after) is not None

    def sentence(self) -> Set[str]:
        """Return the words before it in its sentence, in lower case."""
        start = [match.end() for match in _SENTENCE.finditer(self.before)]
        return {word.lower() for word in _WORD.findall(self.before[start[-1] if start else 0 :])}


def find_spoken(text: str, lexicon: Lexicon) -> Iterator[Found]:
    """Return the lone first names of a text that stand for a person."""
    for match in _TOKEN.finditer(text):
        word = match[0]
        first = word.split("-")[0].lower()
        if not (word[0].isupper() and word[1:].islower()) and "-" not in word:
            continue
        if not word[0].isupper() or first not in lexicon.listed:
            continue
        start, end = match.span()
        place = _Place(first, text[max(0, start - _REACH) : start], text[end : end + _REACH])
        if _is_person(place, lexicon, sure=first in lexicon.sure):
            yield Found("name", start, end, _SCORE)


def _is_person(place: _Place, lexicon: Lexicon, *, sure: bool) -> bool:
    if sure and _SELF.match(place.after) and not _OPENED.search(place.before):
        return not (place.last(_BEFORE) or "")[:1].isupper()
    if _OPENED.search(place.before) or _JOINED.match(place.after):
        return _signs(place)
    return (
        _signs(place)
        or _opens_a_sentence(place, lexicon, sure=sure)
        or _is_spoken_to(place, lexicon, sure=sure)
        or (sure and _stands_alone(place, lexicon))
    )


def _signs(place: _Place) -> bool:
    """Tell a sign-off: the name alone behind a dash, a link or the last sentence."""
    return (
        _SIGN.search(place.before) is not None
        and _SIGNED.match(place.after) is not None
        and place.word not in load_surroundings().calendar
    )


def _opens_a_sentence(place: _Place, lexicon: Lexicon, *, sure: bool) -> bool:
    """Tell "Taylor, I am sorry"; "Anna, Emma und Lotte" is a list."""
    following = place.next(_COMMA_AFTER)
    if following is None or not _OPENS.search(place.before):
        return False
    words = load_surroundings()
    lowered = following.lower()
    if lowered in lexicon.listed and lowered not in words.opens_with:
        return False
    return sure or (lowered in words.opens_with and place.word not in words.calendar)


def _is_spoken_to(place: _Place, lexicon: Lexicon, *, sure: bool) -> bool:
    """Tell "that helps, Joel.", "thanks Maria" and "way to go Brandon!"."""
    words = load_surroundings()
    if not (place.ends or place.next(_COMMA_AFTER)):
        return False
    plain = place.last(_BEFORE)
    if sure and place.after.startswith("!"):
        return (plain or "").lower() not in words.things_before
    if plain is not None:
        return plain.lower() in words.spoken_before
    last = place.last(_COMMA_BEFORE)
    if last is None or (last.lower() in lexicon.listed and last[:1].isupper()):
        return False
    if last.lower() in words.spoken_before:
        return True
    if place.word in words.calendar or not place.ends:
        return sure
    return sure or bool(place.sentence() & words.cues)


def _stands_alone(place: _Place, lexicon: Lexicon) -> bool:
    """Tell a person in the middle of a sentence from a product, a place or a storm."""
    words = load_surroundings()
    last = place.last(_BEFORE) or ""
    following = (place.next(_AFTER) or "").lower()
    if following in words.things_after or last.lower() in words.things_before:
        return False
    listed = place.last(_COMMA_BEFORE) or place.next(_COMMA_AFTER) or ""
    if listed.lower() in lexicon.listed and listed[:1].isupper():
        return False
    return not last[:1].isupper() or last.lower() in words.spoken_before | words.first_words


@cache
def load_surroundings() -> Surroundings:
    """Read the lists of words, once."""
    source = files("coach.privacy").joinpath("spoken.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    return Surroundings(
        **{name: frozenset(table[name].lower().split()) for name in Surroundings.__slots__}
    )

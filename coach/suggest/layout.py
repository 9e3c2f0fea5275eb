"""How a reply is laid out: greeting, body, sign-off, and where a new sentence may stand."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from coach.suggest.contracts import TextEdit
from coach.text.segment import Span, sentences
from coach.text.words import word_count

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.prepare import Prepared

Place = Literal["start", "middle", "end"]

GREETING_WORDS: Final = 7
SIGN_OFF_WORDS: Final = 10
NAME_WORDS: Final = 5
OPENER_WORDS: Final = 12

_TAG = re.compile(r"(?:^|(?<=\s))(?:[\^*~]\s?|[/\-–])[A-Za-zÄÖÜ]\w{0,12}\s*$")
"""Initials or a first name behind the last sentence: ^JS, *SR, /mk, -Justus."""
_GREETS_LAST = re.compile(
    r"\b(?:grü(?:ß|ss)en?|gru(?:ß|ss)|mit .*wünschen|regards|wishes)\W*$", re.IGNORECASE
)
_ENGLISH_LOWER: Final = frozenset(
    {"It", "You", "We", "The", "That", "This", "Thank", "Thanks", "So", "What", "Please", "Sorry"}
)
"""First words that English writes small in mid-sentence; names and "I" keep their capital."""
_LINK_LAST = re.compile(r"(?:https?://|www\.)\S+$|\blink$", re.IGNORECASE)
_ADDRESSED = re.compile(r"(?:(?:Frau|Herr|Mr|Mrs|Ms|Dr)\.? )?[A-ZÄÖÜ][\w'’\-]+, \S")
"""A first sentence that calls the customer by name: "Imogen, you're on the list."."""
_HANDLES = re.compile(r"^(?:@\w+\s+)+")
_NAME_ALONE = re.compile(r"(?:[A-ZÄÖÜ][\w'’\-]*\.? ?){1,3},")
"""A letter may begin with nothing but the name: "Herr Hübner,"."""
_LIST_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")


@dataclass(frozen=True, slots=True)
class Layout:
    """The sentences of a reply as spans of the text as received.

    `body` are the indices from the first sentence after the greeting to the last before the
    sign-off; it can be empty.
    """

    text: str
    language: Language
    sentences: tuple[Span, ...]
    first: int
    last: int

    @property
    def body(self) -> range:
        """Indices of the sentences between greeting and sign-off."""
        return range(self.first, self.last)

    def sentence(self, index: int) -> str:
        """Return the words of a sentence."""
        start, end = self.sentences[index]
        return self.text[start:end]

    def index_for(self, place: Place) -> int:
        """Return before which sentence a new one belongs."""
        if place == "start":
            return self.first + 1 if self._opens() else self.first
        index = self.last
        while index > self.first + 1 and _begins(self.sentence(index - 1), "closer"):
            index -= 1
        return index

    @property
    def greets_with_a_question(self) -> bool:
        """Whether the first sentence greets and asks in one: nothing fits in between."""
        if self.first >= self.last:
            return False
        words = self.sentence(self.first)
        return _begins(words, "greeting") and words.endswith("?")

    def _opens(self) -> bool:
        """Tell whether the first sentence only opens, or greets and goes straight on."""
        if self.first >= self.last:
            return False
        words = self.sentence(self.first)
        if words.endswith("?"):
            return False
        if _begins(words, "greeting") or (not self.first and _ADDRESSED.match(words)):
            return True
        return _begins(words, "opener") and word_count(words) <= OPENER_WORDS


def lay_out(prepared: Prepared, language: Language) -> Layout:
    """Find the sentences of the agent's own words, and which of them greet or sign off."""
    own = prepared.reply
    text = prepared.request.reply
    spans = tuple(
        Span(*own.span_to_original(start, end)) for start, end in sentences(own.text, language)
    )
    return find_layout(text, language, spans)


def find_layout(text: str, language: Language, spans: tuple[Span, ...]) -> Layout:
    """Tell greeting, body and sign-off apart."""
    spans = _without_tag(text, spans)
    first = 1 if spans and _greets(text, spans[0]) else 0
    last = len(spans)
    while last - 1 > first and _is_name_line(text, spans[last - 1]):
        last -= 1
    if last - 1 >= first and _is_sign_off(text[slice(*spans[last - 1])]):
        last -= 1
    return Layout(text, language, spans, first, last)


def insertion(layout: Layout, words: str, index: int) -> tuple[TextEdit, tuple[int, int]]:
    """Return the edit that puts a sentence before another, and the words it stands beside."""
    if index < layout.last:
        return _insert_before(layout, words, index)
    return _insert_after(layout, words, index - 1)


def removal(layout: Layout, first: int, last: int | None = None) -> TextEdit:
    """Return the edit that takes sentences of the body out, with the blank they leave behind."""
    last = first if last is None else last
    start, end = layout.sentences[first].start, layout.sentences[last].end
    if last + 1 < len(layout.sentences) and (last + 1 < layout.last or first == 0):
        following = layout.sentences[last + 1].start
        if layout.text[start].islower() and _after_comma(layout, start):
            words = layout.text[following : layout.sentences[last + 1].end]
            head = words.split(maxsplit=1)[0]
            return TextEdit(start, following + len(head), lower_first(head, layout.language))
        return TextEdit(start, following, "")
    return TextEdit(layout.sentences[first - 1].end if first else 0, end, "")


def lower_first(words: str, language: Language) -> str:
    """Take the capital from a sentence that goes on after a comma, where it needs none."""
    head = re.match(r"\w+", words)
    if head is None or (language == "de" and head[0].lower() not in _words("lower")):
        return words
    if language == "en" and head[0] not in _ENGLISH_LOWER:
        return words
    return words[0].lower() + words[1:]


def upper_first(words: str) -> str:
    """Begin with a capital."""
    return words[:1].upper() + words[1:]


def _insert_before(layout: Layout, words: str, index: int) -> tuple[TextEdit, tuple[int, int]]:
    start, end = layout.sentences[index]
    if handles := _HANDLES.match(layout.text[start:end]):
        start += handles.end()
    following = layout.text[start:end]
    anchor = (start, start + len(following.split(maxsplit=1)[0]))
    if _after_comma(layout, start):
        if following[0].islower():
            new = lower_first(words, layout.language)
            return TextEdit(start, start + 1, f"{new} {following[0].upper()}"), anchor
        if lower_first(following, layout.language) == following:
            words = lower_first(words, layout.language)
    if _LIST_ITEM.match(following):
        return TextEdit(start, start, f"{words}\n\n"), anchor
    previous_line = "\n" in layout.text[layout.sentences[index - 1].end : start] if index else True
    if not previous_line and index > layout.first:
        return _insert_after(layout, words, index - 1)
    return TextEdit(start, start, f"{words} "), anchor


def _insert_after(layout: Layout, words: str, index: int) -> tuple[TextEdit, tuple[int, int]]:
    start, end = layout.sentences[index]
    previous = layout.text[start:end]
    anchor = (end - len(previous.rsplit(maxsplit=1)[-1]), end)
    if index < layout.first or _is_listed(layout, start):
        gap = "\n\n" if "\n" in layout.text else " "
        return TextEdit(end, end, gap + words), anchor
    if _LINK_LAST.search(previous):
        return TextEdit(end, end, f"\n{words}"), anchor
    if previous[-1].isalnum():
        return TextEdit(end, end, f". {words}"), anchor
    return TextEdit(end, end, f" {words}"), anchor


def _is_listed(layout: Layout, start: int) -> bool:
    line = layout.text[layout.text.rfind("\n", 0, start) + 1 :]
    return bool(_LIST_ITEM.match(line))


def _after_comma(layout: Layout, start: int) -> bool:
    return layout.text[:start].rstrip().endswith(",")


def _greets(text: str, span: Span) -> bool:
    """Tell whether a first sentence is a greeting, or a name on a line of its own."""
    words = _HANDLES.sub("", text[slice(*span)])
    alone = text[span.end :].lstrip(" ").startswith("\n")
    return _is_greeting(words) or (alone and bool(_NAME_ALONE.fullmatch(words)))


def _is_greeting(words: str) -> bool:
    brief = word_count(words) <= GREETING_WORDS and not words.endswith("?")
    return _begins(words, "greeting") and brief


def _without_tag(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Leave an agent's tag out, so that nothing is written behind it."""
    if not spans:
        return spans
    start, end = spans[-1]
    tag = _TAG.search(text[start:end])
    if tag is None:
        return spans
    kept = start + len(text[start : start + tag.start()].rstrip())
    return (*spans[:-1], Span(start, kept)) if kept > start else spans[:-1]


def _is_sign_off(words: str) -> bool:
    return (
        bool(_begins(words, "sign_off") or _GREETS_LAST.search(words))
        and word_count(words) <= SIGN_OFF_WORDS
        and not words.rstrip().endswith((".", "?"))
    )


def _is_name_line(text: str, span: Span) -> bool:
    """Take a short line of capitalised words without a stop as the name under a sign-off."""
    words = text[slice(*span)]
    parts = words.split()
    marked = words.startswith(("^", "~", "- ", "– "))
    alone = len(parts) <= 2 and text[: span.start].rstrip()[-1:] in {".", "!", "?"}
    own_line = "\n" in text[: span.start][-3:] or marked or alone
    return (
        own_line
        and len(parts) <= NAME_WORDS
        and not words.endswith((".", "?", "!", ":", ">"))
        and not _is_sign_off(words)
        and sum(part[0].isupper() or not part[0].isalpha() for part in parts) >= len(parts) - 1
    )


def _begins(words: str, kind: str) -> bool:
    return bool(_pattern(kind).match(words))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    choices = [re.escape(word.strip()) for word in _table()[kind]["words"].split("|")]
    return re.compile(rf"\W*(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE)


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(_table()[kind]["words"].split())


@cache
def _table() -> dict[str, dict[str, str]]:
    path = files("coach.suggest").joinpath("layout.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

"""Bring a text as received into the plain form the network reads.

Tags and entities of HTML, odd spaces, control and zero-width characters go; letters are composed
(NFC). All steps are single passes with bounded look-ahead, so that 20,000 characters of anything
take milliseconds.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from coach.text.mapped import Edit, Mapped

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG_NAMES: Final = (
    "a b big blockquote body br center div em font footer h1 h2 h3 h4 h5 h6 head header hr html i "
    "img li meta o:p ol p pre s section small span strike strong style sub sup table tbody td "
    "tfoot th thead tr u ul"
)
HTML_TAGS: Final = frozenset(_TAG_NAMES.split())
"""Tags of mails and chat widgets; `<link>`, `<email>`, `<name>` are masks and stay."""

_BREAKING_NAMES: Final = (
    "blockquote br div footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul"
)
_BREAKING: Final = frozenset(_BREAKING_NAMES.split())
_OPENS_LINE: Final = frozenset({"br", "hr"})

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:]{0,11})(?=[\s/>])[^<>]{0,2000}>")
_HIDDEN = re.compile(r"<!--|<(?:style|script|head)\b", re.IGNORECASE)
_CLOSERS: Final = {
    "<!--": re.compile(r"-->"),
    "<style": re.compile(r"</style\s{0,9}>", re.IGNORECASE),
    "<head": re.compile(r"</head\s{0,9}>", re.IGNORECASE),
    "<script": re.compile(r"</script\s{0,9}>", re.IGNORECASE),
}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_ODD_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
)
_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
_CHARACTERS = re.compile(
    rf"(?P<line>\r\n?|[{_LINE_ENDS}])|(?P<space>[{_ODD_SPACES}])|(?P<gone>[{_INVISIBLE}]+)"
)
_COMBINING_RUN = re.compile(r"[\u0000-\u02ff]?[\u0300-\U0010ffff]{1,64}")
_JOINER = "\u200d"


def normalise(text: str) -> Mapped:
    """Clean a text; spans of the result map back to the text as received."""
    mapped = Mapped.identity(text)
    for step in (_without_html, _without_entities, _plain_characters, _composed):
        edits = list(step(mapped.text))
        if edits:
            mapped = mapped.then(Mapped.replace(mapped.text, edits))
    return mapped


def _without_html(text: str) -> Iterator[Edit]:
    """Remove tags; blocks become lines, and lines inside a blockquote begin with `> `."""
    if "<" not in text or not any(m[1].lower() in HTML_TAGS for m in _TAG.finditer(text)):
        return
    hidden = list(_hidden(text))
    yield from (Edit(start, end, "") for start, end in hidden)
    depth = 0
    for start, end, name, closing in _marks(text, hidden):
        if name == "blockquote":
            depth = max(0, depth - 1) if closing else depth + 1
        if name == "\n":
            if depth:
                yield Edit(start, end, _line_start(depth))
        elif name in _BREAKING and (closing or name in _OPENS_LINE or name == "blockquote"):
            yield Edit(start, end, _line_start(depth))
        else:
            yield Edit(start, end, "")


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    """Yield comments, styles and scripts; one that never closes is looked for once."""
    done = 0
    open_ended: set[str] = set()
    for match in _HIDDEN.finditer(text):
        opener = match[0].lower()
        if match.start() < done or opener in open_ended:
            continue
        closer = _CLOSERS[opener].search(text, match.end())
        if closer is None:
            open_ended.add(opener)
            continue
        done = closer.end()
        yield match.start(), done


def _marks(text: str, hidden: list[tuple[int, int]]) -> Iterator[tuple[int, int, str, bool]]:
    """Yield known tags and newlines outside hidden parts: start, end, name, whether it closes."""
    blocked = iter([*hidden, (len(text), len(text))])
    low, high = next(blocked)
    for match in re.finditer(rf"\n|{_TAG.pattern}", text):
        while match.start() >= high < len(text):
            low, high = next(blocked)
        name = (match[1] or "\n").lower()
        if low <= match.start() < high or (name != "\n" and name not in HTML_TAGS):
            continue
        yield match.start(), match.end(), name, match[0].startswith("</")


def _line_start(depth: int) -> str:
    return "\n" + "> " * min(depth, 3)


def _without_entities(text: str) -> Iterator[Edit]:
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        decoded = html.unescape(match[0])
        if decoded != match[0]:
            yield Edit(match.start(), match.end(), decoded)


def _plain_characters(text: str) -> Iterator[Edit]:
    for match in _CHARACTERS.finditer(text):
        if match["line"]:
            yield Edit(match.start(), match.end(), "\n")
        elif match["space"]:
            yield Edit(match.start(), match.end(), " ")
        elif not _joins_emoji(text, match):
            yield Edit(match.start(), match.end(), "")


def _joins_emoji(text: str, match: re.Match[str]) -> bool:
    """Keep the joiner inside an emoji such as a family or a pirate flag."""
    if match[0] != _JOINER or not 0 < match.start() < len(text) - 1:
        return False
    before, after = text[match.start() - 1], text[match.end()]
    return _is_pictogram(before) and _is_pictogram(after)


def _is_pictogram(character: str) -> bool:
    return character == "\ufe0f" or unicodedata.category(character) in {"So", "Sk"}


def _composed(text: str) -> Iterator[Edit]:
    if unicodedata.is_normalized("NFC", text):
        return
    for match in _COMBINING_RUN.finditer(text):
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            yield Edit(match.start(), match.end(), composed)

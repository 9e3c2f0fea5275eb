"""Make a redacted text fit to be read aloud: no handles, no signatures, hidden places in words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from html import unescape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from coach.text.masks import find_masks
from coach.text.segment import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.contracts import Language
    from coach.text.segment import Span

MOST_WORDS: Final = 55
"""A longer reply is cut to the sentences around what it is shown for."""

_LEADING = re.compile(r"\A(?:\s*(?:@\w+|\[[^\]]{1,12}\])[,:]?)+\s*")
_INITIALS = re.compile(
    r"\s*(?:[\^*/~][ ]?[A-Za-z]{2,14}\.?|(?<![^\W_])[-–—]{1,2}[ ]?[A-Z][A-Za-z]{1,14}\.?)\s*\Z"
)
_SIGNED = re.compile(r"\s*[\^*~/–—-]\s?\[(?:Name|name|…)\]\.?\s*\Z")
_GREETED = re.compile(
    r"(?P<hello>\b(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Hh]allo|[Mm]oin|[Ll]iebe[rs]?|"
    r"[Gg]uten? (?:[Tt]ag|[Mm]orgen|[Aa]bend)|[Tt]hanks|[Tt]hank you|[Dd]anke|[Ss]orry)[, ]+)"
    r"[A-ZÄÖÜ][a-zäöüß]+(?=[,!.:;]|\s*\Z)"
)
"""A name in a greeting that redaction did not know."""
_COUNTER = re.compile(r"\s*\(?\b\d ?/ ?\d\b\)?\s*\Z")
_TRAILING = re.compile(r"(?:\s*(?:@\w+|\[[^\]]{1,12}\]))+\s*\Z")
"""Who a public message is sent to may stand at its end as well."""
_LABEL = re.compile(r"(?<=[.!?])\s+[^\W\d_]+(?:[ -][^\W\d_]+){0,2}\s?[:.]?\s*\Z")
"""What a hidden number was called ("Bestellnummer"), left over at the end of a message."""
_LINKS = re.compile(r"\s*<URL_\d+>\s*\Z|\s*https?://\S+\s*\Z")
_CLAUSE = re.compile(r"[,;:.!?…](?=\s)|\s[–—-](?=\s)")
_SPACE = re.compile(r"\s+")


def spoken(text: str, language: Language) -> str:
    """Return a text as one would read it out."""
    text = _without_end(text)
    for mask in reversed(find_masks(text)):
        text = (
            text[: mask.start] + _mask_words(mask.text, mask.meaning, language) + text[mask.end :]
        )
    text = _without_end(_SIGNED.sub("", _without_end(_LEADING.sub("", unescape(text)))))
    name = f"\\g<hello>{_table()['masks'][language]['name']}"
    return _SPACE.sub(" ", _GREETED.sub(name, text)).strip(" \n,;:*^")


def message_spoken(text: str, language: Language) -> str:
    """Return a customer's message without the lines around it, as one would begin a letter."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    greeting, sign_off = _around()
    while len(lines) > 1 and greeting.fullmatch(lines[0]):
        lines.pop(0)
    while len(lines) > 1 and (sign_off.fullmatch(lines[-1]) or _is_hidden(lines[-1])):
        lines.pop()
    said = spoken(" ".join(lines), language)
    text = _TRAILING.sub("", said)
    if text != said:
        text = _LABEL.sub("", text)
    text = text.rstrip(" ,;:")
    return text[:1].upper() + text[1:]


def excerpt(text: str, mark: str, language: Language) -> str:
    """Return a text, or where it is long the sentences around a passage of it."""
    if len(text.split()) <= MOST_WORDS:
        return text
    spans = sentences(text, language)
    first, last = _held(text, mark, spans)
    if first < 0:
        return ""
    while _words(text, spans[first].start, spans[last].end) < MOST_WORDS // 2:
        if last + 1 < len(spans):
            last += 1
        elif first > 0:
            first -= 1
        else:
            break
    return text[spans[first].start : spans[last].end].strip()


def whole_sentences(text: str, mark: str, language: Language) -> str:
    """Widen a passage to whole sentences, or where that is everything to the clauses it touches.

    Return "" where it is missing.
    """
    spans = sentences(text, language)
    first, last = _held(text, mark, spans)
    if first < 0:
        return ""
    if last - first + 1 == len(spans):
        return _whole_clauses(text, mark)
    return text[spans[first].start : spans[last].end].strip()


def _whole_clauses(text: str, mark: str) -> str:
    """Widen a passage so that it neither begins nor ends in the middle of a clause."""
    start = text.find(mark)
    end = start + len(mark)
    breaks = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    begin = max(place for place in breaks if place <= start)
    stop = min(place for place in breaks if place >= end)
    return text[begin:stop].strip(" ,;:–—-")


def _held(text: str, mark: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Return the first and the last sentence a passage touches, -1 where it touches none."""
    start = text.find(mark) if mark else -1
    if start < 0:
        return -1, -1
    end = start + len(mark)
    held = [place for place, span in enumerate(spans) if span.start < end and start < span.end]
    return (held[0], held[-1]) if held else (-1, -1)


def _without_end(text: str) -> str:
    """Drop links, counters and initials that stand at the end of public replies."""
    before = None
    while before != text:
        before = text
        for pattern in (_LINKS, _COUNTER, _INITIALS):
            text = pattern.sub("", text)
    return text


def _is_hidden(line: str) -> bool:
    masks = find_masks(line)
    return bool(masks) and sum(mask.end - mask.start for mask in masks) > len(line) // 2


def _mask_words(text: str, meaning: str | None, language: Language) -> str:
    words = _table()["masks"][language]
    lowered = text.lower()
    if meaning == "name" or "name" in lowered or "cust" in lowered:
        return str(words["name"])
    if "org" in lowered or "company" in lowered or "brand" in lowered:
        return str(words["company"])
    return str(words["other"])


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    around = _table()["around"]
    flags = re.IGNORECASE
    return re.compile(around["greeting"], flags), re.compile(around["sign_off"], flags)


@cache
def _table() -> dict[str, Any]:
    path = files("coach.huddle").joinpath("wording.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

"""Tell the agent's own words from what the mail program added around them.

Left out of the score: quoted and forwarded mail, the headers above it, contact blocks under the
signature, notes of devices and legal disclaimers. The agent's own sign-off with the name stays,
it belongs to the reply. Answers written between quoted lines all stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from coach.text.mapped import Mapped
from coach.text.signature import signature_ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Stripped:
    """The agent's own words, and the newest quoted message without its `> ` marks."""

    body: Mapped
    quoted: str


class Line(NamedTuple):
    """A line of the text without its line end."""

    start: int
    end: int
    text: str


MAX_HEADER_WRAP: Final = 3
"""Mail programs break "On … wrote:" over up to this many lines."""

_QUOTE = re.compile(r"[ \t]{0,3}>")
_QUOTE_MARKS = re.compile(r"[ \t]{0,3}((?:>[ \t]?)+)")

_WHEN = r"(?:\d{1,2}:\d{2}|\b\d{4}\b|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
_ATTRIBUTION = re.compile(
    rf"\s*(?:Am|On|Le)\b(?=.{{0,200}}{_WHEN}).{{0,300}}?"
    r"\b(?:schrieb(?!\s+(?:ich|wir)\b)|wrote|a\s+écrit|hat\b.{0,80}\bgeschrieben)\b.{0,120}:\s*"
    rf"|\s*[^\n:]{{2,80}}<[^<>\s]+@[^<>\s]+>\s+(?:schrieb|wrote)\b(?=.{{0,100}}{_WHEN}).{{0,120}}:\s*"
    r"|\s*\d{4}-\d{2}-\d{2}\s+\d{2}:\d{2}.{0,100}<[^<>\s]+@[^<>\s]+>\s*:\s*",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTION_START = re.compile(r"\s*(?:Am|On|Le)\b.*\d|.*<[^<>\s]+@|\s*\d{4}-\d", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s*-{2,}\s*(?:original(?:\s+|-)?message|ursprüngliche\s+nachricht|original-?\s?nachricht|"
    r"forwarded\s+message|weitergeleitete\s+nachricht|antwort\s+weiterleiten)\s*-{2,}\s*"
    r"|\s*(?:begin\s+forwarded\s+message|anfang\s+der\s+weitergeleiteten\s+nachricht)\s*:\s*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*_{8,}\s*")
_HEADER = re.compile(
    r"\s*\*?(von|from|gesendet|sent|datum|date|an|to|cc|kopie|betreff|subject|antwort an|reply-to|"
    r"priorität|importance)\s?\*?:\*?\s*\S",
    re.IGNORECASE,
)
_SENDERS: Final = frozenset({"von", "from"})
_HEADER_LINES: Final = 3


def strip_quotes(text: str) -> Stripped:
    """Split a reply into the agent's own words and the message quoted under or around them."""
    lines = _lines(text)
    flags, quoted = _quoted_lines(lines)
    own = [line for line, flag in zip(lines, flags, strict=True) if not flag]
    ranges = [(line.start, line.end) for line, flag in zip(lines, flags, strict=True) if flag]
    ranges += signature_ranges([(line.start, line.end, line.text) for line in own])
    return Stripped(_without(text, ranges), _newest(quoted))


def _lines(text: str) -> list[Line]:
    found, start = [], 0
    for part in text.split("\n"):
        found.append(Line(start, start + len(part), part))
        start += len(part) + 1
    return found


def _quoted_lines(lines: Sequence[Line]) -> tuple[list[bool], list[str]]:
    """Flag what is not the agent's own, and collect the quoted words."""
    flags = [False] * len(lines)
    quoted: list[str] = []
    index = 0
    while index < len(lines):
        if _QUOTE.match(lines[index].text):
            flags[index] = True
            quoted.append(lines[index].text)
            index += 1
            continue
        length = _head_length(lines, index)
        if length:
            flags[index : index + length] = [True] * length
            index += length
            if not _marked_follows(lines, index):
                flags[index:] = [True] * (len(lines) - index)
                quoted += (line.text for line in lines[index:])
                break
            continue
        index += 1
    return flags, quoted


def _marked_follows(lines: Sequence[Line], index: int) -> bool:
    """Say whether the next line with words carries a quote mark."""
    following = (line.text for line in lines[index:] if line.text.strip())
    return bool(_QUOTE.match(next(following, "")))


def _head_length(lines: Sequence[Line], index: int) -> int:
    """Return how many lines the head of a quoted message takes here, 0 if there is none."""
    if _SEPARATOR.fullmatch(lines[index].text):
        return 1 + _header_block(lines, index + 1, at_least=1)
    if _RULE.fullmatch(lines[index].text):
        block = _header_block(lines, index + 1, at_least=2)
        return 1 + block if block else 0
    return _header_block(lines, index, at_least=_HEADER_LINES) or _attribution(lines, index)


def _header_block(lines: Sequence[Line], index: int, *, at_least: int) -> int:
    """Count the header lines ("Von: …", "Sent: …") from here on, blank lines between allowed."""
    length = keys = 0
    sender = False
    for offset, line in enumerate(lines[index : index + 12], start=1):
        match = _HEADER.match(line.text)
        if match:
            keys += 1
            sender = sender or match[1].lower() in _SENDERS
            length = offset
        elif line.text.strip():
            break
    return length if keys >= at_least and (sender or at_least == 1) else 0


def _attribution(lines: Sequence[Line], index: int) -> int:
    if not _ATTRIBUTION_START.match(lines[index].text[:300]):
        return 0
    for length in range(1, MAX_HEADER_WRAP + 1):
        joined = " ".join(line.text for line in lines[index : index + length])
        if len(joined) > 400 or not joined.strip():
            return 0
        if _ATTRIBUTION.fullmatch(joined):
            return length
    return 0


def _newest(quoted: Sequence[str]) -> str:
    """Return the words of the newest quoted message: one level deep, its own signature off."""
    words = [stripped for line in quoted if (stripped := _unmarked(line)) is not None]
    lines = _lines("\n".join(words))
    flags, _ = _quoted_lines(lines)
    own = [line for line, flag in zip(lines, flags, strict=True) if not flag]
    text = "\n".join(words)
    ranges = [(line.start, line.end) for line, flag in zip(lines, flags, strict=True) if flag]
    ranges += signature_ranges([(line.start, line.end, line.text) for line in own])
    return _without(text, ranges).text


def _unmarked(line: str) -> str | None:
    """Take the quote mark off; None for what was quoted already in the quoted message."""
    match = _QUOTE_MARKS.match(line)
    if match is None:
        return line
    return line[match.end() :] if match[1].count(">") == 1 else None


def _without(text: str, ranges: Sequence[tuple[int, int]]) -> Mapped:
    """Delete whole lines with their line ends, and blank edges."""
    return Mapped.delete(text, _joined(text, sorted(ranges)))


def _joined(text: str, ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the ranges with line ends taken along, merged, and the blank edges of the rest."""
    covered = bytearray(len(text) + 1)
    for start, end in ranges:
        covered[start : end + 1] = b"\x01" * (end + 1 - start)
    kept = [i for i in range(len(text)) if not covered[i] and not text[i].isspace()]
    first, last = (kept[0], kept[-1] + 1) if kept else (len(text), len(text))
    edges = [0, first, *_flips(covered, first, last), last, len(text)]
    yield from (
        (low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high
    )


def _flips(covered: bytearray, first: int, last: int) -> Iterator[int]:
    """Yield where a covered run begins and ends between two kept characters."""
    yield from (
        i + 1 for i, (a, b) in enumerate(pairwise(covered[first:last]), start=first) if a != b
    )

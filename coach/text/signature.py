"""Find what stands under an agent's name: contact blocks, device notes, disclaimers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    LineOf = tuple[int, int, str]

MAX_SIGNATURE_LINES: Final = 25
"""More lines than this below `-- ` are a text, no signature."""
MIN_CONTACT_LINES: Final = 2
"""One line with a phone number may be a kind invitation; two are a contact block."""
MAX_LINE: Final = 120

_DELIMITER = re.compile(r"--\s?")
_DEVICE = re.compile(
    r"\s*(?:sent from my\b|sent from (?:outlook|yahoo|mail|samsung)\b|get outlook for\b|"
    r"von meinem?r? .{2,40} gesendet|gesendet von (?:mein|outlook|mail|yahoo)|"
    r"diese nachricht wurde von meinem .{2,60} gesendet|outlook für (?:ios|android)|"
    r"holen sie sich outlook).{0,80}",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"\s*\W{0,3}(?:diese\s+(?:e-?mail|nachricht)\b.{0,60}\b(?:vertraulich|rechtlich geschützt)|"
    r"der inhalt dieser (?:e-?mail|nachricht) ist\b|"
    r"this\s+(?:e-?mail|message|communication)\b.{0,90}\b(?:confidential|privileged|intended)|"
    r"the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message)|"
    r"confidentiality notice|vertraulichkeitshinweis|disclaimer:|"
    r"bitte (?:denken sie an die umwelt|prüfen sie.{0,40}\b(?:drucken|ausdruck))|"
    r"(?:bitte )?denken sie an die umwelt|please consider the environment)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:(?:.{0,40}\s)?(?:mit\s+)?(?:freundlich|best|herzlich|lieb|viel|schön|sonnig|nett)\w*"
    r"(?:\s+\w+){0,2}?\s+gr(?:ü|ue)(?:ß|ss)\w*|(?:viele\s+)?grüße\b|gruß\b|mfg\b|lg\b|vg\b|bg\b|"
    r"(?:kind|best|warm|warmest|many|with kind)\s+(?:regards|wishes)|regards\b|best\b|cheers\b|"
    r"(?:yours\s+)?(?:sincerely|faithfully)|all the best|take care|many thanks|thanks\b)"
    r".{0,40}",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\s*p\.?\s?s\.?\s?[:.\-–]?\s", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:^|\b)(?:tel(?:efon)?|phone|fon|fax|telefax|mobil|mobile|handy|e-?mail|mail|web|internet)"
    r"\s?[.:]"
    r"|\+\d[\d\s()/\-]{6,}|\b0\d{2,5}\s?[/\-\s]\s?\d{3,}"
    r"|\bwww\.\S+|https?://\S+|\S+@\S+\.\w{2,}"
    r"|\b(?:gmbh|ag|ug|kg|ohg|gbr|e\.\s?v\.|se|ltd|limited|inc|llc|plc)\b(?!\s+\w+\s+\w+\s+\w+)"
    r"|\bgeschäftsführ|\bhandelsregister|\bamtsgericht|\bhr[ab]\s?\d|\bust-?id|\bvat\b|"
    r"\bsitz der gesellschaft|\bregistered (?:in|office)|\bcompany (?:no|number)"
    r"|^\d{5}\s+[A-ZÄÖÜ]|\b(?:d-|a-|ch-)\d{4,5}\s"
    r"|^[A-ZÄÖÜ][\w.\- ]{2,40}(?:straße|str\.|weg|allee|platz|gasse|street|road|avenue|lane)\s?\d"
    r"|^\d{1,4}\s[A-Z][\w ]{2,30}\s(?:street|road|avenue|lane|drive|st\.|rd\.)",
    re.IGNORECASE,
)


def signature_ranges(lines: Sequence[LineOf]) -> list[tuple[int, int]]:
    """Return the ranges of signature lines among the agent's own lines (start, end, text)."""
    dropped = set(_after_delimiter(lines)) | set(_contact_block(lines)) | set(_notes(lines))
    return [lines[index][:2] for index in sorted(dropped)]


def _after_delimiter(lines: Sequence[LineOf]) -> range:
    """Take what follows a line of two dashes."""
    rest = sum(bool(text.strip()) for _, _, text in lines)
    for index, (_, _, text) in enumerate(lines):
        rest -= bool(text.strip())
        if index and _DELIMITER.fullmatch(text) and rest <= MAX_SIGNATURE_LINES:
            return range(index, len(lines))
    return range(0)


def _notes(lines: Sequence[LineOf]) -> Iterator[int]:
    """Take device lines, and disclaimers to the end of their paragraph."""
    in_disclaimer = False
    for index, (_, _, text) in enumerate(lines):
        in_disclaimer = bool(text.strip()) and (in_disclaimer or bool(_DISCLAIMER.match(text)))
        if in_disclaimer or _DEVICE.fullmatch(text):
            yield index


def _contact_block(lines: Sequence[LineOf]) -> range:
    """Take the lines below sign-off and name if at least two of them are contact data."""
    for sign_off, (_, _, text) in enumerate(lines):
        if len(text) > MAX_LINE or not _SIGN_OFF.fullmatch(text.strip()):
            continue
        first = _after_name(lines, sign_off)
        if len(lines) - first > 2 * MAX_SIGNATURE_LINES:
            continue
        last = _before_postscript(lines, first)
        block = [lines[index][2].strip() for index in range(first, last)]
        if all(len(text) <= MAX_LINE for text in block) and _contacts(block) >= MIN_CONTACT_LINES:
            return range(first, last)
    return range(0)


def _contacts(block: Sequence[str]) -> int:
    return sum(bool(_CONTACT.search(text)) for text in block)


def _after_name(lines: Sequence[LineOf], sign_off: int) -> int:
    """Return the first line below the name, which stands under the sign-off or beside it."""
    beside = "," in lines[sign_off][2].rstrip().rstrip(",")
    for index in range(sign_off + 1, len(lines)):
        text = lines[index][2].strip()
        if text:
            return index if beside or _CONTACT.search(text) else index + 1
    return len(lines)


def _before_postscript(lines: Sequence[LineOf], first: int) -> int:
    for index in range(first, len(lines)):
        if _POSTSCRIPT.match(lines[index][2]):
            return index
    return len(lines)

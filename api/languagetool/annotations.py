"""Text with markup: what is read, and the way back to what was sent.

`data` is `{"text": …}` or `{"annotation": [{"text": …} | {"markup": …, "interpretAs": …}]}`. Markup
is not read, `interpretAs` is read in its place, and offsets count the markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.problems import BadJsonError, ProtocolError
from api.strict_json import parse
from coach.text.mapped import Edit, Mapped


@dataclass(frozen=True, slots=True)
class SentText:
    """A text as sent, with its markup, and what of it is read."""

    sent: str
    read: Mapped

    @property
    def text(self) -> str:
        """What is read."""
        return self.read.text

    @classmethod
    def plain(cls, text: str) -> SentText:
        """Wrap a text without markup."""
        return cls(text, Mapped.identity(text))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of what is read into what was sent."""
        return self.read.span_to_original(start, end)

    def holds_markup(self, start: int, end: int) -> bool:
        """Tell whether a span of what was sent covers markup, or words that stand for some."""
        return any(
            start <= change.start <= end
            if change.start == change.end
            else change.start < end and start < change.end
            for change in self.read.changes
        )


def read_data(data: str) -> SentText:
    """Read the parameter `data`.

    Raises:
        ProtocolError: it is no JSON, or not of the form above.
    """
    try:
        value = parse(data.encode("utf-8", "replace"))
    except BadJsonError:
        raise ProtocolError("lt-data-json") from None
    if not isinstance(value, dict) or ("text" in value) == ("annotation" in value):
        raise ProtocolError("lt-data-form")
    if "text" in value:
        return SentText.plain(_text(value["text"]))
    if not isinstance(value["annotation"], list):
        raise ProtocolError("lt-data-form")
    return _join(value["annotation"])


def _join(annotations: list[Any]) -> SentText:
    parts: list[str] = []
    edits: list[Edit] = []
    length = 0
    for item in annotations:
        if not isinstance(item, dict) or ("text" in item) == ("markup" in item):
            raise ProtocolError("lt-data-form")
        part = _text(item.get("text", item.get("markup")))
        if "markup" in item:
            edits.append(Edit(length, length + len(part), _text(item.get("interpretAs", ""))))
        elif "interpretAs" in item:
            raise ProtocolError("lt-data-form")
        parts.append(part)
        length += len(part)
    sent = "".join(parts)
    return SentText(sent, Mapped.replace(sent, edits))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ProtocolError("lt-data-form")
    return value

"""Split a text around its highlighted passage, for every format alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in three pieces; `mark` is empty where nothing is highlighted."""

    before: str
    mark: str
    after: str


def marked(parts: Mapping[str, str]) -> Marked:
    """Find the passage of an example inside its text; an edited text may have lost it."""
    text, mark = parts["text"], parts.get("mark", "").strip()
    start = text.find(mark) if mark else -1
    if start < 0:
        return Marked(text, "", "")
    return Marked(text[:start], mark, text[start + len(mark) :])


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]

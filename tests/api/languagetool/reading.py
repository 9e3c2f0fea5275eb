"""What tests send, and how they read answers as a client does: in UTF-16 code units."""

from __future__ import annotations

from typing import Any

STOCK = "We apologise for any inconvenience caused"
GREETING = "Hello Ms Novak"
TEXT = f"{GREETING}, thank you. {STOCK}. It went to the second-level department."
PICKY = "second-level department"


def units(text: str, start: int, end: int) -> str:
    """Cut a text at UTF-16 code units; fails where that would halve a character."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def words_of(text: str, match: dict[str, Any]) -> str:
    """Return what a match underlines."""
    return units(text, match["offset"], match["offset"] + match["length"])


def words_in_context(match: dict[str, Any]) -> str:
    """Return what a match underlines, read from its context."""
    context = match["context"]
    return units(context["text"], context["offset"], context["offset"] + context["length"])


def corrected(text: str, matches: list[dict[str, Any]]) -> str:
    """Return the text with the first replacement of each match, the last first."""
    for match in sorted(matches, key=lambda match: -match["offset"]):
        if match["replacements"]:
            end = match["offset"] + match["length"]
            rest = units(text, end, len(text.encode("utf-16-le")) // 2)
            text = units(text, 0, match["offset"]) + match["replacements"][0]["value"] + rest
    return text


def ids(answer: dict[str, Any]) -> list[str]:
    return [match["rule"]["id"] for match in answer["matches"]]

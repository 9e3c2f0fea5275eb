"""Fit a wording into the place of another: capitals, stops, blanks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.suggest.contracts import TextEdit
from coach.suggest.layout import lower_first, removal, upper_first
from coach.text.segment import emoji_in

if TYPE_CHECKING:
    from coach.suggest.layout import Layout

STOPS: Final = ".!?…"
_CLAUSE_LAST = re.compile(r"\{(?:what happened|reason)\}$")
_GOES_ON = re.compile(r"\s*,?\s*(?:&|[a-zäöüß])")
"""What a clause cannot end before: "sorry that {what happened} with the shower"."""
MIN_BODY: Final = 2
"""A body of one sentence is never taken out."""


def replacement(layout: Layout, start: int, end: int, words: str) -> TextEdit | None:
    """Return the edit that puts words in a place, or None where the sentence would break.

    Pictures among the old words are the agent's own, and stand behind the new ones.
    """
    old, rest, new = layout.text[start:end], layout.text[end:], words
    kept = emoji_in(old)
    if _CLAUSE_LAST.search(new) and _GOES_ON.match(rest):
        return None
    if new[-1] in STOPS:
        following = rest.lstrip(" ")
        if following[:1] in tuple(STOPS):
            new = new[:-1]
        elif following[:1] in {",", ";", ":"} or following[:1].islower():
            return None
    elif _bare(old)[-1:] in tuple(STOPS):
        new += "."
    return TextEdit(start, end, f"{new} {kept}" if kept else new)


def _bare(words: str) -> str:
    """Return words without what stands behind their stop."""
    return words.rstrip(emoji_in(words) + " ")


def cased(layout: Layout, start: int, end: int, words: str) -> str:
    """Give words of any kind the case of the place they go to; German nouns keep theirs."""
    old = layout.text[start:end]
    if old[:1].isupper():
        return upper_first(words)
    return lower_first(words, layout.language) if old[:1].islower() else words


def taken_out(layout: Layout, start: int, end: int) -> TextEdit | None:
    """Return the edit that removes a wording or the whole sentence it fills; None if all is left.

    A sentence of the body only, and never the last one there is.
    """
    for index in layout.body:
        sentence = layout.sentences[index]
        bare = layout.text[sentence.start : sentence.end].rstrip(STOPS + " ")
        if start <= sentence.start and end >= sentence.start + len(bare):
            if end > sentence.end:
                return None
            return removal(layout, index) if len(layout.body) >= MIN_BODY else None
        if sentence.start <= start and end <= sentence.end:
            return _cut(layout, start, end, begins=start == sentence.start)
    return None


def _cut(layout: Layout, start: int, end: int, *, begins: bool) -> TextEdit | None:
    """Take words out of a sentence together with one blank."""
    text = layout.text
    if begins:
        rest = text[end:].lstrip(" ,")
        if not rest or not rest[0].isalpha():
            return None
        skipped = len(text) - len(rest)
        first = rest[0].upper() if text[start].isupper() else rest[0]
        return TextEdit(start, skipped + 1, first)
    if text[start - 1] == " ":
        return TextEdit(start - 1, end, "")
    return TextEdit(start, end, "")

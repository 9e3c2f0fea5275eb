"""What counts as a word: a run of characters with at least one letter in it."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,255}", re.IGNORECASE)


def word_count(text: str) -> int:
    """Count the tokens that hold a letter; numbers, emoji and punctuation alone do not count."""
    return sum(any(character.isalpha() for character in t) for t in _TOKEN.findall(text))


def words(text: str) -> list[str]:
    """Return the words in lower case, links and e-mail addresses left out."""
    return [word.lower() for word in _WORD.findall(_ADDRESS.sub(" ", text))]

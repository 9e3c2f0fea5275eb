"""Tell the words that say what a text is about from those that stand in every text."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from coach.text.masks import find_masks

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LEFT_OUT: Final = re.compile(
    r"<\w+>|__\w+?__|#\w+#|\[\w+\]|\{\w+\}|[@#]\w+|https?:\S+|www\.\S+|&\w+;|['’]\w+"
)
LEAST_LETTERS: Final = 4
"""A shorter word rarely names a matter."""


def content_words(text: str) -> list[str]:
    """Return what a text is about, word by word as it is written, in its order."""
    return [word for run in content_runs(text) for word in run]


def content_runs(text: str) -> list[list[str]]:
    """Return the content words in runs: two stand in one run where nothing stood between them."""
    runs: list[list[str]] = [[]]
    end = 0
    plain = _plain(text)
    for found in _WORD.finditer(plain):
        word = found.group()
        if plain[end : found.start()].strip():
            runs.append([])
        end = found.end()
        if len(word) < LEAST_LETTERS or word.casefold() in everyday_words():
            runs.append([])
            continue
        runs[-1].append(word)
    return [run for run in runs if run]


@cache
def everyday_words() -> frozenset[str]:
    """Return the words that tell nothing."""
    path = files("coach.text").joinpath("content.toml")
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["everywhere"].split())


def _plain(text: str) -> str:
    """Blank out masks, handles, links and what follows an apostrophe."""
    for mask in reversed(find_masks(text)):
        text = f"{text[: mask.start]} . {text[mask.end :]}"
    return _LEFT_OUT.sub(" . ", text)

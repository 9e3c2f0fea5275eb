"""Find the house's own passages (macros, legally required text) in a reply.

A passage is found however it is wrapped, with its slots filled or masked by an export: words are
compared one by one, a slot of the passage stands for up to eight words of the reply, a mask in
the reply for up to four words of the passage. Its first and last word have to be there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from coach.text.masks import find_masks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Kind = Literal["macro", "legal"]

MAX_SLOT_WORDS: Final = 8
MAX_MASK_WORDS: Final = 4
MIN_WORDS: Final = 3
"""A shorter passage would be found everywhere."""

_WORD = re.compile(r"\w+(?:[.,:/\-'’]\w+)*")


@dataclass(frozen=True, slots=True)
class HouseText:
    """A passage the house stands for: a macro, or one the law asks for."""

    name: str
    text: str
    kind: Kind = "macro"


@dataclass(frozen=True, slots=True)
class HouseTextMatch:
    """Where a passage of the house stands in a reply."""

    start: int
    end: int
    name: str
    kind: Kind


class Piece(NamedTuple):
    """A word or a mask, with its place; `word` is None for a mask."""

    start: int
    end: int
    word: str | None


def find_house_texts(text: str, passages: Iterable[HouseText]) -> tuple[HouseTextMatch, ...]:
    """Return every place where a passage stands, in reading order."""
    pieces = _pieces(text)
    found = [
        HouseTextMatch(start, _with_mark(text, end), passage.name, passage.kind)
        for passage in passages
        for start, end in _occurrences(pieces, _pattern(passage.text))
    ]
    return tuple(sorted(found, key=lambda match: (match.start, match.end)))


def passage_words(text: str) -> int:
    """Count the words of a passage that are not slots."""
    return sum(piece is not None for piece in _pattern(text))


def _pieces(text: str) -> list[Piece]:
    masks = find_masks(text)
    pieces = [Piece(mask.start, mask.end, None) for mask in masks]
    done = 0
    for start, end in [*((mask.start, mask.end) for mask in masks), (len(text), len(text))]:
        pieces += (
            Piece(match.start(), match.end(), match[0].casefold())
            for match in _WORD.finditer(text, done, start)
        )
        done = end
    return sorted(pieces)


@cache
def _pattern(text: str) -> tuple[str | None, ...]:
    """Return the words of a passage, None for a slot; slots at its edges match nothing."""
    words = [piece.word for piece in _pieces(text)]
    while words and words[0] is None:
        words.pop(0)
    while words and words[-1] is None:
        words.pop()
    return tuple(words)


def _occurrences(
    pieces: Sequence[Piece], pattern: Sequence[str | None]
) -> Iterator[tuple[int, int]]:
    """Yield non-overlapping places of the pattern."""
    done = 0
    for first, piece in enumerate(pieces):
        if first < done or not pattern or piece.word != pattern[0]:
            continue
        after = _match(pieces, first, pattern)
        if after is not None:
            yield piece.start, pieces[after - 1].end
            done = after


def _match(pieces: Sequence[Piece], first: int, pattern: Sequence[str | None]) -> int | None:
    """Return the index after the piece that completes the pattern from `first` on.

    A state is (words of the pattern used, words the present slot has swallowed).
    """
    states = {(1, 0)}
    for index in range(first + 1, len(pieces) + 1):
        states = _without_waiting(states, pattern)
        if any(used == len(pattern) for used, _ in states):
            return index
        if index == len(pieces) or not states:
            return None
        states = set(_step(states, pieces[index].word, pattern))
    return None


def _without_waiting(
    states: set[tuple[int, int]], pattern: Sequence[str | None]
) -> set[tuple[int, int]]:
    """Let slots of the pattern stand for nothing, too."""
    reached = set(states)
    for used, _ in states:
        following = used
        while following < len(pattern) and pattern[following] is None:
            following += 1
            reached.add((following, 0))
    return reached


def _step(
    states: Iterable[tuple[int, int]], word: str | None, pattern: Sequence[str | None]
) -> Iterator[tuple[int, int]]:
    """Read one piece of the reply."""
    for used, swallowed in states:
        if used == len(pattern):
            continue
        if pattern[used] is None:
            if swallowed < MAX_SLOT_WORDS:
                yield used, swallowed + 1
        elif word is None:
            last = min(used + MAX_MASK_WORDS, len(pattern) - 1)
            yield from ((following, 0) for following in range(used, last + 1))
        elif pattern[used] == word:
            yield used + 1, 0


def _with_mark(text: str, end: int) -> int:
    """Take the closing full stop along."""
    return end + 1 if text[end : end + 1] in {".", "!", "?"} else end

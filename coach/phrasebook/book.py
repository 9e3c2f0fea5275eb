"""Find the phrasebook's patterns in a text, in time that grows with its length alone."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from coach.phrasebook.entry import Hit, Pattern
from coach.phrasebook.finder import Finder, build_finder
from coach.phrasebook.syntax import tokenise
from coach.text.segment import Span, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language as Pipeline

    from coach.contracts import Language

_TURN: Final = threading.Lock()
"""spaCy's vocabulary is not made for several threads at once."""


class _Match(NamedTuple):
    """A match in the text: how many tokens it rests on, and what it covers."""

    weight: int
    order: int
    span: Span
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The patterns of one language, ready to search with."""

    language: Language
    patterns: tuple[Pattern, ...]
    finders: tuple[Finder, ...]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return what stands in a text, in its order: per behaviour the longest, none twice."""
        found = self._matches(text)
        kept = [match for group in _by_behaviour(found) for match in _longest(group)]
        kept.sort(key=lambda match: (match.span, match.order))
        return tuple(
            Hit(pattern, span.start, span.end, text[span.start : span.end])
            for _, _, span, pattern in kept
        )

    def _matches(self, text: str) -> list[_Match]:
        tokens = tokenise(text)
        raw = self._run([token.word for token in tokens])
        parts: tuple[Span, ...] = ()
        if any(self.patterns[order].scope == "sentence" for order, _, _ in raw):
            parts = sentences(text, self.language)
        matches = []
        for order, first, last in raw:
            pattern = self.patterns[order]
            span = Span(tokens[first].start, tokens[last - 1].end)
            if pattern.scope == "sentence":
                span = _whole(span, parts)
            matches.append(_Match(last - first, order, span, pattern))
        return matches

    def _run(self, words: list[str]) -> list[tuple[int, int, int]]:
        """Return (pattern, first token, token after the last) of each match."""
        from spacy.tokens import Doc

        present = frozenset(words)
        pipeline = _pipeline(self.language)
        with _TURN, pipeline.memory_zone():
            doc = Doc(pipeline.vocab, words=words)
            return [
                (order, first, last)
                for order, finder in enumerate(self.finders)
                if finder.may_find(present)
                for first, last in finder.ranges(doc)
            ]


def build_phrasebook(patterns: Iterable[Pattern], language: Language) -> Phrasebook:
    """Compile patterns; spaCy is imported here, on first use, because that takes a while."""
    patterns = tuple(patterns)
    vocab = _pipeline(language).vocab
    return Phrasebook(language, patterns, tuple(build_finder(entry, vocab) for entry in patterns))


@cache
def _pipeline(language: Language) -> Pipeline:
    import spacy

    return spacy.blank(language)


def _whole(span: Span, parts: Sequence[Span]) -> Span:
    """Widen a match to the sentences it stands in."""
    first = parts[bisect_right(parts, span.start, key=lambda part: part.start) - 1]
    last = parts[bisect_left(parts, span.end, key=lambda part: part.end)]
    return Span(first.start, last.end)


def _by_behaviour(matches: Iterable[_Match]) -> Iterable[list[_Match]]:
    groups: defaultdict[str, list[_Match]] = defaultdict(list)
    for match in matches:
        groups[match.pattern.behaviour].append(match)
    return groups.values()


def _longest(matches: list[_Match]) -> Iterator[_Match]:
    """Keep what rests on most words; of equals, the first in the text, then in the files."""
    taken: list[Span] = []
    for match in sorted(matches, key=lambda match: (-match.weight, match.span, match.order)):
        at = bisect_left(taken, match.span)
        free_before = at == 0 or taken[at - 1].end <= match.span.start
        free_after = at == len(taken) or match.span.end <= taken[at].start
        if free_before and free_after:
            insort(taken, match.span)
            yield match

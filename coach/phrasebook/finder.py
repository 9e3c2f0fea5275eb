"""One pattern, compiled: which texts may hold it, and where it stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coach.phrasebook.syntax import compile_pattern, needed_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from coach.phrasebook.entry import Pattern

_MATCH: Final = "match"
_UNLESS: Final = "unless"

Variants = list[list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Finder:
    """A Matcher, and the words of each line without which it need not run.

    Running every Matcher on every text would cost most of the time of a request.
    """

    matcher: Matcher
    needed: tuple[tuple[frozenset[str], ...], ...]

    def may_find(self, present: frozenset[str]) -> bool:
        """Say whether a text with these words may hold the pattern."""
        return any(all(not choices.isdisjoint(present) for choices in line) for line in self.needed)

    def ranges(self, doc: Doc) -> list[tuple[int, int]]:
        """Return (first token, token after the last) of each match that nothing bars."""
        found = [(doc.vocab.strings[key], first, last) for key, first, last in self.matcher(doc)]
        barred = {at for key, first, last in found if key == _UNLESS for at in range(first, last)}
        return [
            (first, last)
            for key, first, last in found
            if key == _MATCH and barred.isdisjoint(range(first, last))
        ]


def build_finder(pattern: Pattern, vocab: Vocab) -> Finder:
    """Compile a pattern and what speaks against it."""
    from spacy.matcher import Matcher

    lines = [compile_pattern(line) for line in pattern.match]
    matcher = Matcher(vocab)
    matcher.add(_MATCH, _flat(lines))
    if pattern.unless:
        matcher.add(_UNLESS, _flat(compile_pattern(line) for line in pattern.unless))
    return Finder(matcher, tuple(tuple(needed_words(variants[0])) for variants in lines))


def _flat(lines: Iterable[Variants]) -> Variants:
    return [variant for variants in lines for variant in variants]

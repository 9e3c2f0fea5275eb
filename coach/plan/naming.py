"""Name groups of texts by their own words: what is frequent in a group and rare in the others.

Class-based TF-IDF (Grootendorst, *BERTopic*, 2022) over content words and pairs of them. A word
names one group only, so that no name stands twice on a board; a group that shares no word is named
by the sentence nearest to its middle.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.text.content import content_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_TERMS: Final = 3
LEAST_SHARE: Final = 0.12
"""A word names a group only where at least this part of its texts hold it, and two of them."""
COMMONPLACE: Final = 0.5
"""What stands in so many of all texts, such as the brand, tells no group from another."""
PAIR: Final = 1.5
"""A pair of words says more than either."""
LONGEST_SENTENCE: Final = 9
LEAST_TERMS: Final = 2
"""A single word is too vague for a name."""
_HANDLE: Final = re.compile(r"@([^\W\d_]\w{3,})")
_EDGES: Final = ' .,;:!–-"“”„'
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_ENDINGS: Final = ("ungen", "ing", "ed", "es", "en", "er", "em", "e", "s", "n")
_LEAST_STEM: Final = 4

Term = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one text by their stems, and how each is written."""

    written: dict[Term, str]

    @classmethod
    def of(cls, text: str, brands: Sequence[str] = ()) -> Terms:
        """Find words and pairs of words that stand side by side; brands name no matter."""
        found: dict[Term, str] = {}
        for run in content_runs(text):
            for place, word in enumerate(run):
                if any(brand.startswith(word.casefold()) for brand in brands):
                    continue
                found.setdefault((stem(word),), word)
                if place:
                    pair = (stem(run[place - 1]), stem(word))
                    if pair[0] != pair[1]:
                        found.setdefault(pair, f"{run[place - 1]} {word}")
        return cls(found)


def brands_in(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the handles that texts are addressed to, in lower case: they begin with a brand."""
    return tuple({found.casefold() for text in texts for found in _HANDLE.findall(text)})


def stem(word: str) -> str:
    """Return a word without its ending, in lower case; crude, and the same for both languages."""
    plain = word.casefold()
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _LEAST_STEM:
            return plain[: -len(ending)]
    return plain


def names_of(texts: Sequence[Terms], groups: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
    """Return up to three terms a group; `groups` hold places of texts. May be empty."""
    everywhere = Counter(term for one in texts for term in one.written)
    inside = [Counter(term for place in group for term in texts[place].written) for group in groups]
    ranked = [
        _ranked(counts, len(group), everywhere, len(texts), _others(inside, own))
        for own, (counts, group) in enumerate(zip(inside, groups, strict=True))
    ]
    taken: set[str] = set()
    named = []
    for terms, group in zip(ranked, groups, strict=True):
        chosen = list(_chosen(terms, taken))
        taken |= {part for term in chosen for part in term}
        named.append(tuple(_as_written(term, texts, group) for term in chosen))
    return named


def shortened(text: str, holding: Sequence[str] = ()) -> str:
    """Return the first sentence of a text that holds some words, or its beginning if it is long."""
    parts = [part for part in _SENTENCE.split(text) if len(part.split()) > 1] or [text]
    fitting = (part for part in parts if all(word in part.casefold() for word in holding))
    words = next(fitting, parts[0]).split()
    if len(words) <= LONGEST_SENTENCE:
        return " ".join(words).strip(_EDGES)
    return " ".join(words[:LONGEST_SENTENCE]).strip(_EDGES) + " …"


def _others(inside: Sequence[Counter[Term]], own: int) -> Counter[Term]:
    total: Counter[Term] = Counter()
    for place, counts in enumerate(inside):
        if place != own:
            total.update(counts)
    return total


def _ranked(
    inside: Counter[Term], size: int, everywhere: Counter[Term], count: int, others: Counter[Term]
) -> list[Term]:
    def weight(term: Term) -> float:
        share, elsewhere = inside[term] / size, others[term] / max(count - size, 1)
        rare = math.log(1 + count / everywhere[term])
        return share * rare * (PAIR if len(term) > 1 else 1) * share / (share + elsewhere)

    fit = (
        term
        for term, n in inside.items()
        if n >= max(2, LEAST_SHARE * size)
        and (count <= 2 * size or everywhere[term] <= COMMONPLACE * count)
    )
    return sorted(fit, key=lambda term: (-weight(term), term))


def _chosen(terms: Iterable[Term], taken: set[str]) -> Iterator[Term]:
    """Yield the best terms that share no word with each other or with what is taken."""
    own: set[str] = set()
    count = 0
    for term in terms:
        if count < MOST_TERMS and not (set(term) & (own | taken)):
            own |= set(term)
            count += 1
            yield term


def _as_written(term: Term, texts: Sequence[Terms], group: Sequence[int]) -> str:
    forms = Counter(texts[place].written[term] for place in group if term in texts[place].written)
    return min(forms, key=lambda form: (-forms[form], form))

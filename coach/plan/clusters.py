"""Group short texts by what they are about, and name the groups by their own words.

Spherical k-means (Dhillon & Modha, *Machine Learning*, 2001) over the classifier's embeddings,
centred first, because what all texts share tells none apart, and over what the texts are about; as
many groups as the silhouette (Rousseeuw, 1987) likes best.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.plan.naming import COMMONPLACE, LEAST_TERMS, Terms, brands_in, names_of, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from coach.coach import Coach

MOST_GROUPS: Final = 8
DIRECTIONS: Final = 40
TOPIC: Final = 1.5
"""How much what a text is about counts beside how it is said."""
LEAST_TEXTS: Final = 3
"""So many texts make a group; fewer are single voices and stay unshown."""
_ROUNDS: Final = 30


@dataclass(frozen=True, slots=True)
class Cluster:
    """One group: its own words, its most central text, and the places of its texts."""

    words: tuple[str, ...]
    example: str
    members: tuple[int, ...]


def cluster(
    texts: Sequence[str],
    coach: Coach,
    *,
    unfit: Callable[[str], int] = lambda _: 0,
    shown: Callable[[str], str] = str,
    least_terms: int = 1,
) -> list[Cluster]:
    """Return the groups of at least three texts that share some terms, the largest first.

    Every text counts, and the least `unfit` of a group is its example; `shown` makes of an example
    what people read.
    """
    if len(texts) < LEAST_TEXTS:
        return []
    brands = brands_in(texts)
    terms = [Terms.of(text, brands) for text in texts]
    vectors = _unit(np.concatenate([embed(texts, coach), TOPIC * topics(terms)], axis=1))
    labels = group(vectors)
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    needed = least_terms if len(groups) > 1 else LEAST_TERMS
    names = names_of(terms, [list(map(int, members)) for members in groups])
    found = [
        _cluster(texts, members, _nearest(texts, vectors, members, unfit), words, shown)
        for members, words in zip(groups, names, strict=True)
        if len(members) >= LEAST_TEXTS and len(words) >= needed
    ]
    return sorted(found, key=lambda one: -len(one.members))


def embed(texts: Sequence[str], coach: Coach) -> NDArray[np.float64]:
    """Return centred unit vectors, shape (texts, 384)."""
    from models.prediction import TextPair

    pairs = [TextPair(reply=text, customer=text) for text in texts]
    raw = np.stack([one.embedding for one in coach.classifier.predict_many(pairs)])
    return _unit(raw.astype(np.float64) - raw.mean(axis=0))


def topics(terms: Sequence[Terms]) -> NDArray[np.float64]:
    """Return unit vectors of what texts are about: TF-IDF of their terms, by its main directions.

    The classifier's embeddings know how something is said better than what it is about. A text
    without a term that another holds too is a row of zeros.
    """
    counts = Counter(term for one in terms for term in one.written)
    kept = sorted(term for term, n in counts.items() if 2 <= n <= COMMONPLACE * len(terms))
    places = {term: place for place, term in enumerate(kept)}
    matrix = np.zeros((len(terms), max(len(kept), 1)))
    for row, one in enumerate(terms):
        for term in one.written:
            if term in places:
                matrix[row, places[term]] = math.log(1 + len(terms) / counts[term])
    left, strengths, _ = np.linalg.svd(_unit(matrix), full_matrices=False)
    return _unit(left[:, :DIRECTIONS] * strengths[:DIRECTIONS])


def group(vectors: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a label for each vector; one label for all where nothing tells them apart."""
    best, best_score = np.zeros(len(vectors), dtype=np.int64), 0.0
    for k in range(2, min(MOST_GROUPS, len(vectors) // LEAST_TEXTS) + 1):
        labels = _k_means(vectors, k)
        score = _silhouette(vectors, labels)
        if score > best_score + 1e-9:
            best, best_score = labels, score
    return best


def _k_means(vectors: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """Start from texts as far from each other as can be: the same texts give the same groups."""
    chosen = [int(np.argmax(vectors @ vectors.mean(axis=0)))]
    while len(chosen) < k:
        nearest = (vectors @ vectors[chosen].T).max(axis=1)
        chosen.append(int(np.argmin(nearest)))
    centres = vectors[chosen]
    labels = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(_ROUNDS):
        fresh = np.argmax(vectors @ centres.T, axis=1)
        if (fresh == labels).all() and _:
            break
        labels = fresh
        centres = _unit(
            np.stack(
                [
                    vectors[labels == i].sum(axis=0) if (labels == i).any() else centres[i]
                    for i in range(k)
                ]
            )
        )
    return labels


def _silhouette(vectors: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    distances = 1 - vectors @ vectors.T
    kinds = np.unique(labels)
    if len(kinds) < 2:
        return 0.0
    sums = np.stack([distances[:, labels == kind].sum(axis=1) for kind in kinds], axis=1)
    sizes = np.array([(labels == kind).sum() for kind in kinds])
    own = np.searchsorted(kinds, labels)
    rows = np.arange(len(labels))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    others = sums / sizes
    others[rows, own] = np.inf
    outside = others.min(axis=1)
    scores = np.where(sizes[own] > 1, (outside - inside) / np.maximum(inside, outside), 0)
    return float(scores.mean())


def _nearest(
    texts: Sequence[str],
    vectors: NDArray[np.float64],
    members: NDArray[np.int64],
    unfit: Callable[[str], int],
) -> list[int]:
    """Return the places of a group's least unfit texts, the most central first."""
    near = vectors[members] @ vectors[members].sum(axis=0)
    ranks = [unfit(texts[place]) for place in members]
    ranked = zip(map(int, members), ranks, near, strict=True)
    fit = [(place, value) for place, rank, value in ranked if rank == min(ranks)]
    return [place for place, _ in sorted(fit, key=lambda one: -one[1])]


def _cluster(
    texts: Sequence[str],
    members: NDArray[np.int64],
    nearest: list[int],
    words: tuple[str, ...],
    shown: Callable[[str], str],
) -> Cluster:
    """Take as example the most central of the texts that hold most of the name.

    Where only texts beyond the middle hold any of it, one of those: a name without its words would
    puzzle.
    """

    def held(text: str) -> int:
        return sum(word.casefold() in text.casefold() for word in words)

    named = [place for place in nearest if held(texts[place])] or nearest
    central = named[: max(1, len(named) // 2)]
    example = shown(texts[max(central, key=lambda place: held(texts[place]))])
    single = len(words) < LEAST_TERMS
    name = (shortened(example, [words[0].casefold()]),) if single else words
    return Cluster(name, example, tuple(map(int, members)))


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[np.float64] = rows / np.where(lengths > 0, lengths, 1)
    return found

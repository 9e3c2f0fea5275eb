"""Group short texts by what they are about, and name the groups by their own words.

Spherical k-means (Dhillon & Modha, *Machine Learning*, 2001) over the classifier's embeddings,
centred first, because what all texts share tells none apart; as many groups as the silhouette
(Rousseeuw, 1987) likes best. Names are the words that are frequent in a group and rare outside.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coach.coach import Coach

MOST_GROUPS: Final = 6
LEAST_TEXTS: Final = 3
"""So many texts make a group; fewer are single voices and stay unshown."""
WORDS: Final = 3
_ROUNDS: Final = 30
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_PLACEHOLDER: Final = re.compile(r"<\w+>|#\w+#|\[\w+\]|\{\w+\}|@\w+|https?:\S+")


@dataclass(frozen=True, slots=True)
class Cluster:
    """One group: its own words, its most central text, and the places of its texts."""

    words: tuple[str, ...]
    example: str
    members: tuple[int, ...]


def cluster(texts: Sequence[str], coach: Coach) -> list[Cluster]:
    """Return the groups of at least three texts, the largest first."""
    if len(texts) < LEAST_TEXTS:
        return []
    vectors = embed(texts, coach)
    labels = group(vectors)
    counted = [_words(text) for text in texts]
    found = [
        _cluster(texts, vectors, counted, np.flatnonzero(labels == label))
        for label in np.unique(labels)
        if (labels == label).sum() >= LEAST_TEXTS
    ]
    return sorted(found, key=lambda one: -len(one.members))


def embed(texts: Sequence[str], coach: Coach) -> NDArray[np.float64]:
    """Return centred unit vectors, shape (texts, 384)."""
    from models.prediction import TextPair

    pairs = [TextPair(reply=text, customer=text) for text in texts]
    raw = np.stack([one.embedding for one in coach.classifier.predict_many(pairs)])
    return _unit(raw.astype(np.float64) - raw.mean(axis=0))


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


def _cluster(
    texts: Sequence[str],
    vectors: NDArray[np.float64],
    counted: list[Counter[str]],
    members: NDArray[np.int64],
) -> Cluster:
    centre = vectors[members].sum(axis=0)
    central = members[int(np.argmax(vectors[members] @ centre))]
    inside: Counter[str] = Counter()
    for place in members:
        inside.update(counted[place].keys())
    everywhere: Counter[str] = Counter()
    for words in counted:
        everywhere.update(words.keys())

    def telling(word: str) -> tuple[float, str]:
        share = inside[word] / len(members)
        return -share * math.log(1 + len(texts) / everywhere[word]), word

    named = sorted((word for word, n in inside.items() if n >= 2), key=telling)[:WORDS]
    return Cluster(tuple(named), texts[central], tuple(int(place) for place in members))


def _words(text: str) -> Counter[str]:
    plain = _PLACEHOLDER.sub(" ", text).casefold()
    return Counter(word for word in _WORD.findall(plain) if word not in _stop_words())


@cache
def _stop_words() -> frozenset[str]:
    table = tomllib.loads(files("coach.plan").joinpath("words.toml").read_text(encoding="utf-8"))
    return frozenset(table["everywhere"].split())


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[np.float64] = rows / np.where(lengths > 0, lengths, 1)
    return found

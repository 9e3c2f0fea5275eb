"""By what a reply is found again among millions: the text without its particulars, and a MinHash.

The exact key finds a macro that was filled in differently; the bands find replies that differ by a
sentence. Two replies that share half of their word triples meet in a band with a chance of 66 %,
with four fifths shared of 99.7 % (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.text.masks import find_masks

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_WORDS: Final = 6
"""Shorter replies are alike by nature and no macro."""
BANDS: Final = 8
ROWS: Final = 3
TRIPLE: Final = 3

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_SIGNED = re.compile(r"\s[*^–-]\s?[A-Za-z]{1,12}\s*$")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The 64-bit hash of the plain form and of each band; no bands for short replies."""

    exact: int
    bands: tuple[int, ...]


def fingerprint(reply: str) -> Fingerprint | None:
    """Return the fingerprint of a redacted reply, or None where it is too short to be a macro."""
    words = plain_words(reply)
    if len(words) < MIN_WORDS:
        return None
    return Fingerprint(_hash(" ".join(words)), _bands(words))


def plain_words(reply: str) -> list[str]:
    """Return the words in lower case, without masks, placeholders, numbers and initials."""
    text = reply
    for mask in reversed(list(find_masks(reply))):
        text = f"{text[: mask.start]} {text[mask.end :]}"
    text = _NUMBER.sub(" ", _SIGNED.sub(" ", text))
    return [word.lower() for word in _WORD.findall(text)]


def _bands(words: list[str]) -> tuple[int, ...]:
    triples = {" ".join(words[i : i + TRIPLE]) for i in range(len(words) - TRIPLE + 1)}
    hashes = np.array([_hash(triple) for triple in triples], dtype=np.int64).view(np.uint64)
    factors, summands = _permutations()
    smallest = ((hashes[:, None] * factors + summands) >> np.uint64(32)).min(axis=0)
    rows = smallest.reshape(BANDS, ROWS)
    return tuple(_hash(f"{i}:{row.tolist()}") for i, row in enumerate(rows))


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return odd factors and summands of multiply-shift hashing (Dietzfelbinger et al. 1997)."""
    chosen = np.random.default_rng(20_260_101)
    factors, summands = chosen.integers(0, 1 << 63, (2, BANDS * ROWS), dtype=np.uint64)
    return factors | np.uint64(1), summands


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)

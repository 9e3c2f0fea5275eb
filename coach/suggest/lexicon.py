"""What the words of a message say by their spelling: hashed pieces of words and pairs of words.

The embedding knows what a sentence means, less well which rare word it used; *Sparrate*, *tracking*
or *gestorben* tell a situation by themselves. Pieces of three to five letters bear typos, compounds
and endings (fastText: Bojanowski et al., TACL 2017), hashing needs no vocabulary (Weinberger et
al., ICML 2009).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

BUCKETS: Final = 1 << 15
_SHORTEST, _LONGEST = 3, 5
_WORD = re.compile(r"\w+")


def buckets(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the buckets a text falls into [n], ascending, and 1 + log of how often [n]."""
    counts = Counter(zlib.crc32(piece.encode()) % BUCKETS for piece in _pieces(text))
    found = np.array(sorted(counts), dtype=np.int64)
    often = np.array([counts[bucket] for bucket in found], dtype=np.float32)
    return found, 1 + np.log(often)


def _pieces(text: str) -> Iterator[str]:
    words = _WORD.findall(text.lower())
    for word in words:
        framed = f" {word} "
        for size in range(_SHORTEST, min(_LONGEST, len(framed)) + 1):
            for start in range(len(framed) - size + 1):
                yield framed[start : start + size]
    for first, second in pairwise(words):
        yield f"{first} {second}"

"""Levels and rationales against the labels, always over the whole set, never per batch."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import f1_score

from training.epitome.posts import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

OVERLAP = 0.5
"""Intersection over union from which a passage counts as found (DeYoung et al., ACL 2020)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one mechanism is recognised.

    Attributes:
        accuracy: share of equal levels.
        macro_f1: mean F1 of the three levels.
        token_f1: F1 of rationale tokens, all tokens of the set in one count.
        iou_f1: F1 of passages, all passages of the set in one count.

    """

    accuracy: float
    macro_f1: float
    token_f1: float
    iou_f1: float


def measure(
    truth: NDArray[np.int64],
    guess: NDArray[np.int64],
    true_masks: Sequence[Mask],
    masks: Sequence[Mask],
) -> Figures:
    """Measure one mechanism.

    A reply without a rationale adds nothing where none was marked either, and only false
    positives otherwise.
    """
    return Figures(
        accuracy=float((truth == guess).mean()),
        macro_f1=macro_f1(truth, guess),
        token_f1=token_f1(true_masks, masks),
        iou_f1=iou_f1(true_masks, masks),
    )


def macro_f1(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """Return the mean F1 of the levels; a level that never occurs counts as 0."""
    levels = list(range(LEVELS))
    return float(f1_score(truth, guess, labels=levels, average="macro", zero_division=0))


def token_f1(true_masks: Sequence[Mask], masks: Sequence[Mask]) -> float:
    """Return F1 over all tokens of all replies."""
    hits = sum(int((t & m).sum()) for t, m in zip(true_masks, masks, strict=True))
    total = sum(int(mask.sum()) for mask in (*true_masks, *masks))
    return 2 * hits / total if total else 1.0


def iou_f1(true_masks: Sequence[Mask], masks: Sequence[Mask]) -> float:
    """Return F1 over all passages of all replies."""
    hits = true_count = count = 0
    for true_mask, mask in zip(true_masks, masks, strict=True):
        true_runs, found = runs(true_mask), runs(mask)
        true_count, count = true_count + len(true_runs), count + len(found)
        hits += sum(any(overlap(run, other) >= OVERLAP for other in true_runs) for run in found)
    return 2 * hits / (true_count + count) if true_count + count else 1.0


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Return the half-open ranges where a mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Return intersection over union of two ranges."""
    inside = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return inside / (a[1] - a[0] + b[1] - b[0] - inside)


def close_gaps(mask: Mask, gap: int) -> Mask:
    """Join passages that at most `gap` tokens part."""
    closed = mask.copy()
    found = runs(mask)
    for (_, end), (start, _) in pairwise(found):
        if start - end <= gap:
            closed[end:start] = True
    return closed

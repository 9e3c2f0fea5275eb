"""Ratios with intervals from a bootstrap over clusters.

Replies of one conversation resemble each other, so what is drawn again is whole conversations
(Davison & Hinkley, *Bootstrap Methods and their Application*, 1997, section 3.8). Every figure of a
report is a ratio of two sums over clusters: a sum of scores over a count, or a count over a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

REPLICATES: Final = 2000
SEED: Final = 7
"""Fixed, so that the same audit gives the same report."""
LEVEL: Final = 0.95
LEAST_CLUSTERS: Final = 10
"""With fewer clusters no interval is given: resampling a handful says nothing."""
_BLOCK: Final = 2_000_000
"""So many draws are held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval.

    `n` counts what it is made of (replies, or conversations), `clusters` the conversations behind
    them. `value` is None where `n` is 0, the bounds are None where clusters are too few.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    clusters: int

    @property
    def has_interval(self) -> bool:
        """Tell whether there were enough clusters for an interval."""
        return self.low is not None

    @property
    def rest(self) -> Estimate:
        """Return what is left of a share to 1, with its interval."""
        if self.value is None:
            return self
        if self.low is None or self.high is None:
            return Estimate(1 - self.value, None, None, self.n, self.clusters)
        return Estimate(1 - self.value, 1 - self.high, 1 - self.low, self.n, self.clusters)


def replicate(
    sums: NDArray[np.float64],
    counts: NDArray[np.float64],
    *,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> NDArray[np.float64]:
    """Return the ratios of resampled clusters.

    Args:
        sums: numerators, shape (clusters, k).
        counts: denominators, the same shape.
        replicates: how often the clusters are drawn anew, all k ratios from the same draw.
        seed: another one for what must be drawn independently.

    Returns:
        shape (replicates, k); NaN where a draw has no denominator.

    """
    clusters, width = sums.shape
    rng = np.random.default_rng(seed)
    both = np.concatenate([sums, counts], axis=1)
    found = np.empty((replicates, 2 * width))
    block = max(1, _BLOCK // max(clusters, 1))
    for start in range(0, replicates, block):
        rows = min(block, replicates - start)
        found[start : start + rows] = _weights(rng, rows, clusters) @ both
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios: NDArray[np.float64] = found[:, :width] / found[:, width:]
    return ratios


def means(
    sums: NDArray[np.float64], counts: NDArray[np.float64], *, replicates: int = REPLICATES
) -> list[Estimate]:
    """Return the k ratios of `sums` to `counts` with percentile intervals; shapes (clusters, k)."""
    return _estimates(sums, counts, _interval, replicates)


def shares(
    sums: NDArray[np.float64], counts: NDArray[np.float64], *, replicates: int = REPLICATES
) -> list[Estimate]:
    """Return the same for shares between 0 and 1.

    A share of none or all has no spread to resample. Its interval is the exact binomial one of as
    many trials as there are clusters (Clopper & Pearson, 1934): cautious, and never of no width.
    """
    return _estimates(sums, counts, _share_interval, replicates)


def interval_of(replicates: NDArray[np.float64]) -> tuple[float, float]:
    """Return the percentile interval of one column of replicates."""
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(replicates, [tail, 1 - tail])
    return float(low), float(high)


def _estimates(
    sums: NDArray[np.float64],
    counts: NDArray[np.float64],
    interval: Callable[[float, NDArray[np.float64], int], tuple[float, float]],
    replicates: int,
) -> list[Estimate]:
    filled = counts.any(axis=1)
    sums, counts = sums[filled], counts[filled]
    totals, sizes = sums.sum(axis=0), counts.sum(axis=0)
    inside = (counts > 0).sum(axis=0)
    drawn = (
        replicate(sums, counts, replicates=replicates) if (inside >= LEAST_CLUSTERS).any() else None
    )
    found = []
    for k in range(sums.shape[1]):
        value = float(totals[k] / sizes[k]) if sizes[k] else None
        low = high = None
        if drawn is not None and value is not None and inside[k] >= LEAST_CLUSTERS:
            low, high = interval(value, drawn[:, k], int(inside[k]))
            if low == high:  # everything was the same, so resampling says nothing of its spread
                low = high = None
        found.append(Estimate(value, low, high, round(sizes[k]), int(inside[k])))
    return found


def _interval(_value: float, drawn: NDArray[np.float64], _clusters: int) -> tuple[float, float]:
    return interval_of(drawn)


def _share_interval(value: float, drawn: NDArray[np.float64], clusters: int) -> tuple[float, float]:
    beyond: float = 1 - ((1 - LEVEL) / 2) ** (1 / clusters)
    if value <= 0:
        return 0.0, beyond
    if value >= 1:
        return 1 - beyond, 1.0
    return interval_of(drawn)


def _weights(rng: np.random.Generator, rows: int, clusters: int) -> NDArray[np.float64]:
    """Draw clusters with replacement and return how often each came, shape (rows, clusters)."""
    drawn = rng.integers(0, clusters, (rows, clusters))
    drawn += np.arange(rows)[:, None] * clusters
    counted = np.bincount(drawn.ravel(), minlength=rows * clusters)
    return counted.reshape(rows, clusters).astype(np.float64)

"""How far two readers of the same replies agree, on levels 0 to 3.

Everything is made from tables of counts that add up over conversations, so that a bootstrap over
conversations only has to add them in other proportions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import krippendorff
import numpy as np

from coach.statistics.bootstrap import LEAST_CLUSTERS, SEED, Estimate, interval_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LEVELS: Final = 4
REPLICATES: Final = 2000


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Agreement of two readers, or of pooled pairs of readers.

    `confusion[i, j]` counts replies the first put at level i and the second at level j. `kappa` is
    Cohen's with quadratic weights; None where one of them used a single level throughout. `shift`
    is how much larger the share at level 2 and above is for the first than for the second.
    """

    exact: Estimate
    within_one: Estimate
    kappa: Estimate
    shift: Estimate
    confusion: NDArray[np.float64]


def pair_tables(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    clusters: NDArray[np.int64],
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return a 4 × 4 table of counts for each cluster, shape (clusters, 4, 4).

    `weights` says for how many replies each pair stands.
    """
    _, codes = np.unique(clusters, return_inverse=True)
    size = int(codes.max()) + 1 if len(codes) else 0
    tables = np.zeros((size, LEVELS, LEVELS))
    np.add.at(tables, (codes, first, second), 1.0 if weights is None else weights)
    return tables


def agreement(tables: NDArray[np.float64], *, n: int | None = None) -> PairAgreement:
    """Return agreement with bootstrap intervals over the clusters, shape (clusters, 4, 4).

    `n` is the number of pairs where the tables are weighted.
    """
    drawn = _resampled(tables)
    n = round(float(tables.sum())) if n is None else n
    clusters = len(tables)

    def estimate(statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Estimate:
        value = float(statistic(tables.sum(axis=0)[None])[0]) if clusters else float("nan")
        if np.isnan(value):
            return Estimate(None, None, None, n, clusters)
        if drawn is None:
            return Estimate(value, None, None, n, clusters)
        low, high = interval_of(statistic(drawn))
        return Estimate(value, low, high, n, clusters)

    return PairAgreement(
        exact=_bounded(estimate(exact), clusters),
        within_one=_bounded(estimate(within_one), clusters),
        kappa=estimate(weighted_kappa),
        shift=estimate(shift),
        confusion=tables.sum(axis=0),
    )


def exact(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share on the diagonal of each table, shape (…, 4, 4) → (…)."""
    return _over(np.trace(tables, axis1=-2, axis2=-1), tables.sum(axis=(-2, -1)))


def within_one(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share at most one level apart."""
    near = np.abs(np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS))) <= 1
    return _over((tables * near).sum(axis=(-2, -1)), tables.sum(axis=(-2, -1)))


def weighted_kappa(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Cohen's kappa with quadratic weights (Cohen, 1968); NaN where nothing varies."""
    apart = np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS)) ** 2.0
    total = tables.sum(axis=(-2, -1))
    rows, columns = tables.sum(axis=-1), tables.sum(axis=-2)
    expected = _over(np.einsum("...i,...j,ij->...", rows, columns, apart), total)
    observed = (tables * apart).sum(axis=(-2, -1))
    return 1 - _over(observed, expected)


def shift(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share the first put at level 2 or 3, less that of the second."""
    first, second = tables[..., 2:, :].sum(axis=(-2, -1)), tables[..., 2:].sum(axis=(-2, -1))
    return _over(first - second, tables.sum(axis=(-2, -1)))


def alpha(ratings: NDArray[np.float64], clusters: NDArray[np.int64]) -> Estimate:
    """Return Krippendorff's alpha for ordinal levels, with a bootstrap interval over clusters.

    Args:
        ratings: shape (readers, replies), NaN where a reader gave no level.
        clusters: the conversation of each reply, shape (replies,).

    """
    paired = np.isfinite(ratings).sum(axis=0) >= 2
    ratings, clusters = ratings[:, paired], clusters[paired]
    _, codes = np.unique(clusters, return_inverse=True)
    size, n = (int(codes.max()) + 1 if len(codes) else 0), int(paired.sum())
    if n == 0 or len(np.unique(ratings[np.isfinite(ratings)])) < 2:
        return Estimate(None, None, None, n, size)
    value = float(
        krippendorff.alpha(
            reliability_data=ratings, level_of_measurement="ordinal", value_domain=range(LEVELS)
        )
    )
    tables = np.zeros((size, LEVELS, LEVELS))
    for code, unit in zip(codes, coincidences(ratings), strict=True):
        tables[code] += unit
    drawn = _resampled(tables)
    if drawn is None:
        return Estimate(value, None, None, n, size)
    low, high = interval_of(ordinal_alpha(drawn))
    return Estimate(value, low, high, n, size)


def coincidences(ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each reply's share of the coincidence matrix, shape (replies, 4, 4).

    Krippendorff, *Content Analysis*, 2004, section 11.3: ordered pairs of readers of a reply,
    each divided by the number of its readers less one.
    """
    levels = np.arange(LEVELS)
    counts = (ratings[:, :, None] == levels).sum(axis=0).astype(np.float64)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(LEVELS)
    readers = counts.sum(axis=1) - 1
    divided: NDArray[np.float64] = pairs / np.where(readers > 0, readers, 1)[:, None, None]
    return divided


def ordinal_alpha(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ordinal alpha of coincidence matrices, shape (…, 4, 4) → (…)."""
    margin = tables.sum(axis=-1)
    total = margin.sum(axis=-1)
    middle = np.cumsum(margin, axis=-1) - margin / 2
    apart = (middle[..., :, None] - middle[..., None, :]) ** 2
    observed = (tables * apart).sum(axis=(-2, -1))
    expected = _over(
        (margin[..., :, None] * margin[..., None, :] * apart).sum(axis=(-2, -1)), total - 1
    )
    return 1 - _over(observed, expected)


def _resampled(tables: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Draw clusters with replacement and add their tables; None where they are too few."""
    clusters = len(tables)
    if clusters < LEAST_CLUSTERS:
        return None
    rng = np.random.default_rng(SEED)
    weights = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=REPLICATES)
    drawn: NDArray[np.float64] = np.tensordot(weights.astype(np.float64), tables, axes=1)
    return drawn


def _bounded(estimate: Estimate, clusters: int) -> Estimate:
    """Give a share of none or all the exact interval it has instead of one of no width."""
    if estimate.value not in {0.0, 1.0} or not estimate.has_interval:
        return estimate
    beyond = 1 - 0.025 ** (1 / clusters)
    low, high = (0.0, beyond) if estimate.value == 0 else (1 - beyond, 1.0)
    return Estimate(estimate.value, low, high, estimate.n, clusters)


def _over(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: NDArray[np.float64] = np.where(below > 0, above / below, np.nan)
    return ratio

"""Does a score go together with an outcome, within conversations of the same need?

The unit is a conversation. Needs differ between conversations and move both the score and the
outcome, so both are centred within each need before they are correlated. Association only: nothing
here can tell what causes what.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from coach.statistics.bootstrap import SEED, interval_of
from coach.statistics.multiple import two_sided

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST: Final = 30
"""Fewer conversations than this are too few to speak of an association."""
LEAST_EACH: Final = 10
"""A yes/no outcome needs so many of either."""
REPLICATES: Final = 1000

Kind = Literal["spearman", "point_biserial"]


@dataclass(frozen=True, slots=True)
class Association:
    """A correlation within need strata.

    `raw` is the same without strata. `p` tests for no association by the stratified correlation
    statistic of Cochran, Mantel and Haenszel (Landis, Heyman & Koch, 1978), before any allowance
    for many comparisons.
    """

    kind: Kind
    r: float
    low: float
    high: float
    raw: float
    p: float
    n: int


def associate(
    score: NDArray[np.float64], outcome: NDArray[np.float64], strata: NDArray[np.int64]
) -> Association | None:
    """Correlate a score with an outcome; arrays of one entry a conversation, NaN where missing.

    Spearman's rank correlation, or the point-biserial one where the outcome has two values. None
    where conversations are too few or nothing varies.
    """
    known = np.isfinite(score) & np.isfinite(outcome)
    score, outcome, strata = score[known], outcome[known], strata[known]
    values, times = np.unique(outcome, return_counts=True)
    if len(score) < LEAST or len(values) < 2 or np.ptp(score) == 0:
        return None
    binary = len(values) == 2
    if binary and times.min() < LEAST_EACH:
        return None
    ranked = not binary
    within = _strata(score, outcome, strata, ranked=ranked)
    all_equal = np.ones(len(score))
    r = _correlation(within, all_equal)
    if isnan(r):
        return None
    low, high = interval_of(_replicates(within, len(score)))
    whole = _strata(score, outcome, np.zeros_like(strata), ranked=ranked)
    return Association(
        kind="point_biserial" if binary else "spearman",
        r=r,
        low=low,
        high=high,
        raw=_correlation(whole, all_equal),
        p=two_sided(_cmh(within)),
        n=len(score),
    )


def weighted_ranks(codes: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mid-ranks of values that each count `weights` times; ties share their rank.

    `codes` numbers the different values from 0 in their order, as `numpy.unique` does.
    """
    mass = np.bincount(codes, weights=weights)
    ranks: NDArray[np.float64] = (np.cumsum(mass) - mass / 2 + 0.5)[codes]
    return ranks


@dataclass(frozen=True, slots=True)
class _Stratum:
    """The conversations of one need: where they are, and both values, plain or as codes."""

    places: NDArray[np.int64]
    score: NDArray[np.float64] | NDArray[np.int64]
    outcome: NDArray[np.float64] | NDArray[np.int64]
    ranked: bool

    def centred(
        self, weights: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return both values less their mean in the stratum; ranks are scaled to its size."""
        return self._centre(self.score, weights), self._centre(self.outcome, weights)

    def _centre(
        self, values: NDArray[np.float64] | NDArray[np.int64], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        total = weights.sum()
        used = weighted_ranks(values, weights) / (total + 1) if self.ranked else values  # type: ignore[arg-type]
        centred: NDArray[np.float64] = used - (weights @ used) / total
        return centred


def _strata(
    score: NDArray[np.float64],
    outcome: NDArray[np.float64],
    strata: NDArray[np.int64],
    *,
    ranked: bool,
) -> list[_Stratum]:
    found = []
    for stratum in np.unique(strata):
        places = np.flatnonzero(strata == stratum)
        if len(places) < 2:
            continue
        x, y = (_coded(one[places]) if ranked else one[places] for one in (score, outcome))
        found.append(_Stratum(places, x, y, ranked))
    return found


def _coded(values: NDArray[np.float64]) -> NDArray[np.int64]:
    codes: NDArray[np.int64] = np.unique(values, return_inverse=True)[1]
    return codes


def _replicates(strata: list[_Stratum], size: int) -> NDArray[np.float64]:
    """Draw conversations anew and rank them anew."""
    rng = np.random.default_rng(SEED)
    found = np.full(REPLICATES, np.nan)
    for i in range(REPLICATES):
        weights = np.bincount(rng.integers(0, size, size), minlength=size).astype(np.float64)
        found[i] = _correlation(strata, weights)
    return found


def _correlation(strata: list[_Stratum], weights: NDArray[np.float64]) -> float:
    """Correlate after centring within strata; NaN where nothing varies."""
    sxy = sxx = syy = 0.0
    for stratum in strata:
        w = weights[stratum.places]
        if w.sum() < 2:
            continue
        x, y = stratum.centred(w)
        sxy += float(w @ (x * y))
        sxx += float(w @ (x * x))
        syy += float(w @ (y * y))
    scale = sqrt(sxx * syy)
    return sxy / scale if scale > 0 else nan


def _cmh(strata: list[_Stratum]) -> float:
    """Return the stratified correlation statistic as a standard normal value."""
    total = variance = 0.0
    for stratum in strata:
        size = len(stratum.places)
        x, y = stratum.centred(np.ones(size))
        total += float(x @ y)
        variance += float(x @ x) * float(y @ y) / (size - 1)
    return total / sqrt(variance) if variance > 0 else 0.0

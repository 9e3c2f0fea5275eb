"""Shares and differences with 95 % intervals that know of conversations.

Replies of one conversation resemble each other. The variance of a share is therefore taken over
conversations (linearised ratio estimator; Cochran, *Sampling Techniques*, 1977, section 6.4),
turned into the number of independent replies that would give the same, and put into Wilson's
interval, which behaves near 0 and 1. Differences use Newcombe's method (Statistics in Medicine,
1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over conversations of a count or score `x` and of its base `n`."""

    x: float
    n: float
    xx: float
    nn: float
    xn: float
    clusters: int

    @property
    def ratio(self) -> float:
        """The ratio of the two sums; `n` must not be 0."""
        return self.x / self.n

    @property
    def variance(self) -> float:
        """The variance of the ratio over conversations; needs two of them."""
        spread = self.xx - 2 * self.ratio * self.xn + self.ratio**2 * self.nn
        return max(spread, 0.0) / self.n**2 * self.clusters / (self.clusters - 1)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of `n` replies with its interval, all between 0 and 1."""

    value: float
    low: float
    high: float
    n: int

    def __sub__(self, before: Share) -> Difference:
        """Return what changed from `before` to this share."""
        change = self.value - before.value
        down = sqrt((self.value - self.low) ** 2 + (before.high - before.value) ** 2)
        up = sqrt((self.high - self.value) ** 2 + (before.value - before.low) ** 2)
        return Difference(change, change - down, change + up)


@dataclass(frozen=True, slots=True)
class Difference:
    """A change with its interval."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Tell whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


def share_of(sums: Sums) -> Share:
    """Return the share `x / n` with its interval."""
    value, n = sums.ratio, sums.n
    independent = n
    if sums.clusters > 1 and 0 < value < 1 and sums.variance > 0:
        independent = min(n, value * (1 - value) / sums.variance)
    independent = max(independent, 1.0) if value not in {0.0, 1.0} else max(float(sums.clusters), 1)
    centre = value + Z**2 / (2 * independent)
    spread = Z * sqrt(value * (1 - value) / independent + Z**2 / (4 * independent**2))
    scale = 1 + Z**2 / independent
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return Share(value, max(0.0, min(low, value)), min(1.0, max(high, value)), int(n))


def difference_of(one: Sums, other: Sums) -> Difference:
    """Return how far the mean of `one` lies above that of `other`."""
    change = one.ratio - other.ratio
    reach = Z * sqrt(one.variance + other.variance)
    return Difference(change, change - reach, change + reach)

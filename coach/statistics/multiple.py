"""Many comparisons at once: what is still clear when one allows for having looked often."""

from __future__ import annotations

from math import erfc, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted by Holm's step-down method (Scandinavian J. of Statistics, 1979).

    The chance that any of those below .05 is a false alarm stays below .05, whatever the
    comparisons have to do with each other.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def two_sided(z: float) -> float:
    """Return the two-sided p-value of a standard normal statistic."""
    return erfc(abs(z) / sqrt(2))

"""Figures with their uncertainty: kappa, agreement, average precision, token F1, calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import average_precision_score, cohen_kappa_score

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

BOOTSTRAPS = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95 % percentile-bootstrap interval and the rows behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.n}"


def quadratic_kappa(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """Return Cohen's quadratically weighted kappa (1968); 1.0 where both never vary and agree."""
    if len(np.unique(np.concatenate([truth, guess]))) < 2:
        return 1.0
    classes = list(range(int(max(truth.max(), guess.max())) + 1))
    return float(cohen_kappa_score(truth, guess, weights="quadratic", labels=classes))


def exact(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """Return the share of equal levels."""
    return float((truth == guess).mean())


def within_one(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """Return the share at most one level apart."""
    return float((np.abs(truth - guess) <= 1).mean())


def bootstrap(
    measure: Callable[..., float], *columns: NDArray[np.generic], seed: int = 0
) -> Figure:
    """Measure, and resample rows for the interval."""
    n = len(columns[0])
    if n == 0:
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(BOOTSTRAPS):
        rows = rng.integers(0, n, n)
        draws.append(measure(*(column[rows] for column in columns)))
    measured = [draw for draw in draws if not np.isnan(draw)]
    low, high = np.percentile(measured or [np.nan], [2.5, 97.5])
    return Figure(float(measure(*columns)), float(low), float(high), n)


def macro_average_precision(truth: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    """Return the mean average precision over columns that have a positive row."""
    columns = [c for c in range(truth.shape[1]) if truth[:, c].any()]
    return float(np.mean([average_precision_score(truth[:, c], scores[:, c]) for c in columns]))


def f1(hits: float, guessed: float, true: float) -> float:
    """Return F1 from counts; 1.0 when there is nothing to find and nothing was found."""
    return 1.0 if guessed + true == 0 else 2 * hits / (guessed + true)


def calibration_error(
    truth: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int = 15
) -> float:
    """Return the expected calibration error with all class probabilities pooled.

    Args:
        truth: [rows], class indices.
        probabilities: [rows, classes].
        bins: equal-width bins over 0–1.

    """
    hits = np.eye(probabilities.shape[1])[truth].ravel()
    values = probabilities.ravel()
    index = np.minimum((values * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = index == b
        if inside.any():
            total += inside.mean() * abs(values[inside].mean() - hits[inside].mean())
    return float(total)


def wilson_lower(hits: int, n: int, z: float = 1.96) -> float:
    """Return the lower 95 % bound of a proportion (Wilson 1927)."""
    if n == 0:
        return 0.0
    p = hits / n
    centre = p + z * z / (2 * n)
    spread = z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
    return float((centre - spread) / (1 + z * z / n))


def mean(values: Sequence[float]) -> float:
    """Return the mean, nan of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")

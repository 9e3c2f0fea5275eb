"""Temperature and cut shifts of the ordinal heads, temperature and shifts of the need head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from models.calibration import NeedCalibration, OrdinalCalibration, sigmoid

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERAGE = 0.95
"""Share of the calibration split that stays above the abstention threshold."""

_RIDGE = 0.02


def fit_ordinal(cumulative: NDArray[np.float64], levels: NDArray[np.int64]) -> OrdinalCalibration:
    """Fit one head by maximum likelihood of the cumulative targets, with a light ridge.

    Args:
        cumulative: [rows, cuts], raw logits.
        levels: [rows].

    """
    cuts = cumulative.shape[1]
    above = (levels[:, None] > np.arange(cuts)).astype(float)

    def cost(parameters: NDArray[np.float64]) -> float:
        p = sigmoid(cumulative / np.exp(parameters[0]) + parameters[1:])
        p = np.clip(p, 1e-6, 1 - 1e-6)
        loss = -(above * np.log(p) + (1 - above) * np.log(1 - p)).mean()
        return float(loss + _RIDGE * (parameters[1:] ** 2).mean())

    best = minimize(cost, np.zeros(1 + cuts), method="L-BFGS-B").x
    fitted = OrdinalCalibration(float(np.exp(best[0])), tuple(float(v) for v in best[1:]))
    return OrdinalCalibration(
        fitted.temperature, fitted.shifts, _confidence(class_probabilities(cumulative, fitted))
    )


def class_probabilities(
    cumulative: NDArray[np.float64], head: OrdinalCalibration
) -> NDArray[np.float64]:
    """Return class probabilities [rows, levels] of one calibrated head."""
    above = sigmoid(cumulative / head.temperature + np.array(head.shifts))
    above = np.minimum.accumulate(above, axis=1)
    padded = np.pad(above, ((0, 0), (1, 1)), constant_values=((0, 0), (1, 0)))
    result: NDArray[np.float64] = padded[:, :-1] - padded[:, 1:]
    return result


def _confidence(probabilities: NDArray[np.float64]) -> float:
    return float(np.quantile(probabilities.max(axis=1), 1 - COVERAGE))


def fit_need(logits: NDArray[np.float64], needs: NDArray[np.int64]) -> NeedCalibration:
    """Fit temperature and class shifts of the need head.

    Args:
        logits: [rows, needs].
        needs: [rows].

    """
    rows = np.arange(len(needs))

    def cost(parameters: NDArray[np.float64]) -> float:
        scaled = logits / np.exp(parameters[0]) + parameters[1:]
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        log_p = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return float(-log_p[rows, needs].mean() + _RIDGE * (parameters[1:] ** 2).mean())

    best = minimize(cost, np.zeros(1 + logits.shape[1]), method="L-BFGS-B").x
    return NeedCalibration(float(np.exp(best[0])), tuple(float(v) for v in best[1:]))

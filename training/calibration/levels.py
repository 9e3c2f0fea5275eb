"""Temperature and cut shifts of the ordinal heads, temperature and shifts of the need head.

Shifts that make probabilities true on average leave level 2 nearly unsaid where it is rare: among
real replies a good one is one in seven. So the cuts are moved a little further, to where levels
agree best with the labels in every part of the data alike.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from models.calibration import NeedCalibration, OrdinalCalibration, sigmoid
from training.metrics import quadratic_kappa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

COVERAGE = 0.95
"""Share of the calibration split that stays above the abstention threshold."""

_RIDGE = 0.02
_MOVES = (-0.5, -0.25, 0.0, 0.25, 0.5, 0.75)
_PRICE = 0.01
"""What moving a cut by one costs, in kappa."""


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


def cut_moves(
    cumulative: NDArray[np.float64],
    levels: NDArray[np.int64],
    parts: Sequence[NDArray[np.bool_]],
) -> tuple[float, ...]:
    """Return how far to move each cut beyond calibration, in calibrated logits.

    The mean over the parts of quadratic kappa decides, less a price for every move, since a moved
    cut is a probability that is a little less true.

    Args:
        cumulative: [rows, cuts], raw logits of models that have not seen the row.
        levels: [rows].
        parts: masks [rows], each a part in which levels should agree with the labels.

    """
    head = fit_ordinal(cumulative, levels)
    kept = [part for part in parts if part.any()]

    def worth(moves: tuple[float, ...]) -> float:
        shifts = tuple(a + b for a, b in zip(head.shifts, moves, strict=True))
        said = class_probabilities(cumulative, replace(head, shifts=shifts)).argmax(axis=1)
        kappas = [quadratic_kappa(levels[part], said[part]) for part in kept]
        return float(np.mean(kappas)) - _PRICE * sum(move * move for move in moves)

    return max(product(_MOVES, repeat=cumulative.shape[1]), key=worth)


def moved(head: OrdinalCalibration, moves: Sequence[float]) -> OrdinalCalibration:
    """Return the head with its cuts moved."""
    return replace(head, shifts=tuple(a + b for a, b in zip(head.shifts, moves, strict=True)))


def carried(
    head: OrdinalCalibration, ours: NDArray[np.float64], theirs: NDArray[np.float64]
) -> OrdinalCalibration:
    """Carry a head fitted on fold models over to this model.

    Both have scored the same rows unseen; one stretch and a shift a cut take this model's logits
    to the spread and the means of the others'. That needs no labels, so few rows are enough.

    Args:
        head: fitted on `theirs` and more rows of theirs.
        ours: [rows, cuts], raw logits of the model to calibrate.
        theirs: [rows, cuts], raw logits of the fold models for the same rows.

    """
    stretch = float(theirs.std(axis=0).mean() / max(ours.std(axis=0).mean(), 1e-6))
    gaps = (theirs.mean(axis=0) - stretch * ours.mean(axis=0)) / head.temperature
    shifts = tuple(float(s + g) for s, g in zip(head.shifts, gaps, strict=True))
    there = OrdinalCalibration(head.temperature / stretch, shifts)
    return replace(there, confidence=_confidence(class_probabilities(ours, there)))


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

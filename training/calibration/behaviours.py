"""Platt scaling and the thresholds from which a behaviour is shown.

A negative mark is an accusation: agents see it inline only where precision of at least .90 was
measured out-of-fold at a recall of at least .40. Below that it stays a "please check" for audits,
where at most one clean reply in ten may carry any.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from models.calibration import BehaviourCalibration, sigmoid
from training.metrics import wilson_lower

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRECISION = 0.92
"""Asked for out-of-fold, so that .90 holds on texts never seen."""
RECALL = 0.40
CLEAN_INLINE = 1 / 45
"""Clean real replies that may carry any inline accusation: below the promised 1 in 40."""
CLEAN_CHECK = 0.08
"""Clean replies that may carry any negative mark at `check`: below the promised 1 in 10."""
POSITIVE_PRECISION = 0.6
_GRID = np.linspace(0.05, 0.99, 95)
_TOKEN_GRID = np.linspace(0.1, 0.7, 13)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Raw behaviour logits with their truth, over records no fitted weight has seen.

    Attributes:
        logits: [rows, behaviours], reply-level.
        truth: [rows, behaviours], 0/1.
        clean: [rows], replies without any negative label.
        real: [rows], replies of real agents.

    """

    logits: NDArray[np.float64]
    truth: NDArray[np.float64]
    clean: NDArray[np.bool_]
    real: NDArray[np.bool_]


def platt(logits: NDArray[np.float64], truth: NDArray[np.float64]) -> BehaviourCalibration:
    """Fit scale and shift of one behaviour (Platt 1999)."""
    if truth.min() == truth.max():
        return BehaviourCalibration()
    model = LogisticRegression(C=10.0).fit(logits[:, None], truth)
    return BehaviourCalibration(
        scale=max(0.05, float(model.coef_[0, 0])), shift=float(model.intercept_[0])
    )


def scaled(logits: NDArray[np.float64], heads: list[BehaviourCalibration]) -> NDArray[np.float64]:
    """Return calibrated probabilities [rows, behaviours]."""
    scale = np.array([head.scale for head in heads])
    shift = np.array([head.shift for head in heads])
    return sigmoid(logits * scale + shift)


def inline_threshold(
    p: NDArray[np.float64], truth: NDArray[np.float64]
) -> tuple[float | None, float]:
    """Return the lowest threshold with enough precision at enough recall, and its lower bound."""
    positives = truth.sum()
    for threshold in _GRID:
        shown = p >= threshold
        hits = float((truth * shown).sum())
        if not shown.sum() or not positives:
            break
        if hits / shown.sum() >= PRECISION and hits / positives >= RECALL:
            return float(threshold), wilson_lower(int(hits), int(shown.sum()))
    return None, 0.0


def best_f1_threshold(p: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Return the threshold with the best reply-level F1."""
    hits = np.array([(truth * (p >= t)).sum() for t in _GRID])
    shown = np.array([(p >= t).sum() for t in _GRID])
    return float(_GRID[int(np.argmax(2 * hits / (shown + truth.sum() + 1e-9)))])


def limit_false_alarms(
    p: NDArray[np.float64],
    thresholds: NDArray[np.float64],
    allowed: float,
) -> NDArray[np.float64]:
    """Raise thresholds together until at most `allowed` of the (clean) rows carry a mark.

    Args:
        p: probabilities [clean rows, negative behaviours].
        thresholds: [negative behaviours]; inf where a behaviour is not shown.
        allowed: share of rows.

    """
    raised = thresholds
    if p.size == 0:
        return raised
    for lift in np.linspace(0.0, 1.0, 101):
        raised = thresholds + lift * (1.0 - thresholds)
        if float((p >= raised).any(axis=1).mean()) <= allowed:
            break
    return raised


def fit_positives(evidence: Evidence, columns: list[int]) -> dict[int, BehaviourCalibration]:
    """Calibrate behaviours that earn."""
    heads = {}
    for column in columns:
        head = platt(evidence.logits[:, column], evidence.truth[:, column])
        p = scaled(evidence.logits[:, [column]], [head])[:, 0]
        check = best_f1_threshold(p, evidence.truth[:, column])
        heads[column] = replace(head, check=check, inline=check)
    return heads


def fit_negatives(evidence: Evidence, columns: list[int]) -> dict[int, BehaviourCalibration]:
    """Calibrate behaviours that cost, each by itself first, then all against false alarms."""
    heads = [platt(evidence.logits[:, c], evidence.truth[:, c]) for c in columns]
    p = scaled(evidence.logits[:, columns], heads)
    truth = evidence.truth[:, columns]
    count = range(len(columns))
    checks = np.array([best_f1_threshold(p[:, i], truth[:, i]) for i in count])
    for rows in (evidence.clean, evidence.clean & evidence.real):
        checks = limit_false_alarms(p[rows], checks, CLEAN_CHECK)
    found = [inline_threshold(p[:, i], truth[:, i])[0] for i in count]
    inline = np.array(
        [np.inf if t is None else max(t, c) for t, c in zip(found, checks, strict=True)]
    )
    shown = np.isfinite(inline)
    inline[shown] = limit_false_alarms(
        p[evidence.clean & evidence.real][:, shown], inline[shown], CLEAN_INLINE
    )
    return {
        column: _shown(
            replace(heads[i], check=float(checks[i])), p[:, i], truth[:, i], float(inline[i])
        )
        for i, column in enumerate(columns)
    }


def _shown(
    head: BehaviourCalibration,
    p: NDArray[np.float64],
    truth: NDArray[np.float64],
    threshold: float,
) -> BehaviourCalibration:
    """Keep the inline tier only where it still finds enough after all thresholds were raised."""
    shown = p >= threshold
    hits = int((truth * shown).sum())
    if not np.isfinite(threshold) or hits < RECALL * truth.sum():
        return replace(head, inline=None, precision_low=0.0)
    return replace(head, inline=threshold, precision_low=wilson_lower(hits, int(shown.sum())))

"""The figures of an evaluation, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.contracts import DIMENSIONS
from training.labels import rubric_labels
from training.metrics import (
    Figure,
    bootstrap,
    calibration_error,
    exact,
    f1,
    macro_average_precision,
    quadratic_kappa,
    within_one,
)
from training.outputs import REAL_SOURCES, truth_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from coach.contracts import Assessment, Tier
    from training.evaluation.scored import Scored

Figures = dict[str, Figure]

_MEASURES = {"kappa": quadratic_kappa, "exact": exact, "within_one": within_one}


def agreement(scored: Scored) -> Figures:
    """Kappa, exact and within-one agreement for each dimension, kappa for need."""
    truth = truth_of(scored.records)
    figures = {
        f"{dimension}.{name}": bootstrap(measure, truth.levels[:, i], scored.levels[:, i])
        for i, dimension in enumerate(DIMENSIONS)
        for name, measure in _MEASURES.items()
    }
    return {**figures, "need.kappa": bootstrap(quadratic_kappa, truth.need, scored.needs)}


def behaviours(scored: Scored) -> Figures:
    """Macro average precision over behaviours at reply level, micro F1 over marked characters."""
    truth = truth_of(scored.records)
    counts = np.array([_span_counts(scored, i) for i in range(len(scored.records))])
    return {
        "behaviours.macro_ap": bootstrap(
            macro_average_precision, truth.behaviours, scored.behaviours
        ),
        "spans.token_f1": bootstrap(lambda rows: f1(*rows.sum(axis=0)), counts),
    }


def _span_counts(scored: Scored, row: int) -> tuple[int, int, int]:
    """Count words marked alike, marked by the coach, marked by people, over all behaviours."""
    record, assessment = scored.records[row], scored.assessments[row]
    words = _words(record.reply)
    gold = {(s.behaviour, w) for s in record.spans for w in _touched(words, s.start, s.end)}
    said = {(m.id, w) for m in assessment.behaviours for w in _touched(words, m.start, m.end)}
    return len(gold & said), len(said), len(gold)


def _words(text: str) -> NDArray[np.int64]:
    """Return start and end of every blank-separated token [words, 2]."""
    edges = np.array([not c.isspace() for c in f" {text} "], dtype=np.int8)
    steps = np.diff(edges)
    return np.stack([np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)], axis=1)


def _touched(words: NDArray[np.int64], start: int, end: int) -> Iterable[int]:
    return map(int, np.flatnonzero((words[:, 0] < end) & (words[:, 1] > start)))


def negatives(scored: Scored) -> Figures:
    """Precision and recall of every inline accusation, and false alarms on clean replies."""
    truth = truth_of(scored.records)
    labels = rubric_labels()
    figures: Figures = {}
    for name in sorted(labels.negatives):
        gold = truth.behaviours[:, labels.behaviours.index(name)]
        for tier in ("inline", "check"):
            shown = np.array([_shows(a, name, tier) for a in scored.assessments], dtype=float)
            figures[f"{name}.{tier}.precision"] = bootstrap(_precision, gold, shown)
            figures[f"{name}.{tier}.recall"] = bootstrap(_precision, shown, gold)
    inline = np.array([_any_negative(a, "inline") for a in scored.assessments], dtype=float)
    check = np.array([_any_negative(a, "check") for a in scored.assessments], dtype=float)
    real = truth.clean & truth.real
    return {
        **figures,
        "clean_real.inline": bootstrap(_share, inline[real]),
        "clean_real.check": bootstrap(_share, check[real]),
        "clean.inline": bootstrap(_share, inline[truth.clean]),
        "clean.check": bootstrap(_share, check[truth.clean]),
    }


def _precision(gold: NDArray[np.float64], shown: NDArray[np.float64]) -> float:
    return float((gold * shown).sum() / shown.sum()) if shown.sum() else float("nan")


def _share(rows: NDArray[np.float64]) -> float:
    return float(rows.mean())


def _shows(assessment: Assessment, name: str, tier: Tier | str) -> bool:
    """Say whether a behaviour is marked at a tier; what is inline is also there to check."""
    return any(
        mark.id == name and (tier == "check" or mark.tier == "inline")
        for mark in assessment.behaviours
    )


def _any_negative(assessment: Assessment, tier: str) -> bool:
    return any(
        mark.polarity == "-" and (tier == "check" or mark.tier == "inline")
        for mark in assessment.behaviours
    )


def evidence(scored: Scored) -> Figures:
    """Share of given empathy or hospitality that no positive passage of the dimension shows."""
    bare = []
    for assessment in scored.assessments:
        for name in ("empathy", "hospitality"):
            result = assessment.dimension(name)
            if result is not None and result.level >= 2:
                marks = assessment.behaviours
                bare.append(not any(m.dimension == name and m.polarity == "+" for m in marks))
    return {"given_without_evidence": bootstrap(_share, np.array(bare, dtype=float))}


def calibration(scored: Scored) -> Figures:
    """Expected calibration error, all class probabilities of a dimension pooled."""
    truth = truth_of(scored.records)
    return {
        f"{name}.ece": bootstrap(calibration_error, truth.levels[:, i], scored.probabilities[:, i])
        for i, name in enumerate(DIMENSIONS)
    }


def real_rows(scored: Scored) -> list[bool]:
    """Say which rows real agents wrote."""
    return [record.source in REAL_SOURCES for record in scored.records]

"""`coach-train calibrate`: from raw outputs on cal (and out-of-fold) to `calibration.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.calibration import (
    BehaviourCalibration,
    Calibration,
    OrdinalCalibration,
    sigmoid,
)
from models.parallel import ordered_map
from models.prediction import TextPair
from models.runtime import OnnxClassifier
from training.calibration.behaviours import Evidence, fit_negatives, fit_positives
from training.calibration.levels import carried, cut_moves, fit_need, fit_ordinal, moved
from training.evaluation.slices import SLICES
from training.export import finish
from training.fit.batches import token_targets_from
from training.folds import fold_of, load_outputs
from training.labels import rubric_labels
from training.metrics import f1
from training.outputs import truth_of
from training.prepare import read_corpus
from training.records import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.runtime import RawOutput
    from training.records import Record

_TOKEN_GRID = np.linspace(0.06, 0.7, 33)
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class CalibrationData:
    """What calibration sees: the calibration split, and rows scored out-of-fold.

    `records` are those of the split that the network was never trained on.
    """

    records: Sequence[Record]
    raws: Sequence[RawOutput]
    fold_records: Sequence[Record]
    fold_logits: NDArray[np.float64]
    fold_cumulative: NDArray[np.float64]


def calibrate(data: CalibrationData) -> Calibration:
    """Fit every head; dev is never seen."""
    truth = truth_of(data.records)
    cumulative = np.stack([raw.cumulative for raw in data.raws]).astype(float)
    need = np.stack([raw.need for raw in data.raws]).astype(float)
    logits = np.stack([raw.behaviours for raw in data.raws]).astype(float)
    return Calibration(
        levels=_levels(data, cumulative),
        need=fit_need(need, truth.need),
        behaviours=_behaviours(data, logits),
    )


def _levels(
    data: CalibrationData, cumulative: NDArray[np.float64]
) -> tuple[OrdinalCalibration, ...]:
    """Fit each head on out-of-fold outputs, move its cuts, and carry it over to this network."""
    levels = truth_of(data.fold_records).levels
    parts = [
        np.array([part.holds(record) for record in data.fold_records])
        for part in SLICES
        if part.kappa is not None
    ]
    same = _fold_rows(data, data.fold_cumulative)
    heads = []
    for i in range(cumulative.shape[1]):
        theirs = data.fold_cumulative[:, i]
        head = fit_ordinal(theirs, levels[:, i])
        head = moved(head, cut_moves(theirs, levels[:, i], parts))
        heads.append(carried(head, cumulative[:, i], same[:, i]))
    return tuple(heads)


def _behaviours(
    data: CalibrationData, logits: NDArray[np.float64]
) -> tuple[BehaviourCalibration, ...]:
    labels = rubric_labels()
    negative = [i for i, name in enumerate(labels.behaviours) if name in labels.negatives]
    positive = [i for i in range(len(labels.behaviours)) if i not in negative]
    evidence = _evidence(data.fold_records, data.fold_logits)
    same = _fold_rows(data, data.fold_logits)
    found = {**fit_positives(evidence, positive), **fit_negatives(evidence, negative)}
    heads = [_aligned(found[i], logits[:, i], same[:, i]) for i in range(len(labels.behaviours))]
    return cut_anew(data, heads)


def cut_anew(
    data: CalibrationData, heads: Sequence[BehaviourCalibration]
) -> tuple[BehaviourCalibration, ...]:
    """Return the heads with the thresholds that their passages are cut by fitted on cal."""
    tokens = _token_thresholds(data, heads)
    return tuple(replace(head, token=t) for head, t in zip(heads, tokens, strict=True))


def _fold_rows(data: CalibrationData, logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the out-of-fold logits of the calibration split, in its order."""
    row = {record.id: i for i, record in enumerate(data.fold_records)}
    return logits[[row[record.id] for record in data.records]]


def _aligned(
    head: BehaviourCalibration, ours: NDArray[np.float64], theirs: NDArray[np.float64]
) -> BehaviourCalibration:
    """Carry a head fitted on fold models over to this model.

    Both have scored the calibration split unseen; a line takes the one's logits to the mean and
    spread of the other's, so that thresholds found out-of-fold mean the same here.
    """
    stretch = float(theirs.std() / max(ours.std(), 1e-6))
    move = float(theirs.mean() - stretch * ours.mean())
    return replace(head, scale=head.scale * stretch, shift=head.shift + head.scale * move)


def _evidence(records: Sequence[Record], logits: NDArray[np.float64]) -> Evidence:
    truth = truth_of(records)
    return Evidence(logits, truth.behaviours, truth.clean, truth.real)


def _token_thresholds(data: CalibrationData, heads: Sequence[BehaviourCalibration]) -> list[float]:
    """Return the token probabilities that together give the best F1 over all marked tokens.

    A behaviour's own best threshold is where to start; against the F1 of all (Lipton et al. 2014)
    each is then moved to where it adds most.
    """
    counts = np.stack([_token_counts(data, i, head) for i, head in enumerate(heads)])
    hits, guessed, true = np.moveaxis(counts, 2, 0)
    rows = np.arange(len(heads))
    chosen = np.argmax(2 * hits / np.maximum(guessed + true, 1), axis=1)
    for _ in range(_ROUNDS):
        best = f1(*(float(part[rows, chosen].sum()) for part in (hits, guessed, true)))
        chosen = np.argmax(2 * hits - best * (guessed + true), axis=1)
    return [float(_TOKEN_GRID[i]) for i in chosen]


def _token_counts(
    data: CalibrationData, column: int, head: BehaviourCalibration
) -> NDArray[np.float64]:
    """Count tokens hit, marked, labelled [thresholds, 3]; only marked replies have any marked."""
    counts = np.zeros((len(_TOKEN_GRID), 3))
    for record, raw in zip(data.records, data.raws, strict=True):
        gold = token_targets_from(raw.offsets, record)[:, column] > 0
        p = sigmoid(raw.tokens[:, column] * head.scale + head.shift)
        shown = len(p) > 0 and p.max() >= head.check
        marked = (p >= _TOKEN_GRID[:, None]) & shown
        counts[:, 0] += (marked & gold).sum(axis=1)
        counts[:, 1] += marked.sum(axis=1)
        counts[:, 2] += gold.sum()
    return counts


def fold_evidence(
    records: Sequence[Record], outputs: Mapping[str, Mapping[str, np.ndarray]]
) -> tuple[list[Record], NDArray[np.float64], NDArray[np.float64]]:
    """Pair records with the logits of their behaviours and levels, out of fold."""
    kept = [record for record in records if record.id in outputs]
    behaviours, cumulative = (
        np.stack([outputs[record.id][name] for record in kept]).astype(float)
        for name in ("behaviours", "cumulative")
    )
    return kept, behaviours, cumulative


def calibrate_weights(
    data: Path,
    folds: Sequence[Path],
    weights: Path,
    kept: Path | None = None,
    from_fold: int | None = None,
    stay_check: Sequence[str] = (),
) -> list[str]:
    """Calibrate an exported folder in place and say what was found.

    `kept` is the `calibration.json` of the same network: all of it stays, only passages are cut
    anew. `from_fold` is the number of the out-of-fold model that the network went on from: it saw
    all of cal but its own fold. Behaviours in `stay_check` accuse nobody while typing, whatever was
    found out-of-fold.

    Raises:
        DataError: `stay_check` names what is no negative behaviour.
    """
    labels = rubric_labels()
    corpus = read_corpus(data)
    cal = [r for r in corpus.cal if from_fold in (None, fold_of(r.id, len(folds)))]
    earlier = Calibration.load(kept) if kept is not None else None
    neutral = Calibration.neutral(len(labels.dimensions), len(labels.behaviours))
    finish(weights, neutral)
    classifier = OnnxClassifier.load(weights)
    raws = list(ordered_map(classifier.raw, (_pair(r) for r in cal), workers=2))
    outputs: dict[str, dict[str, NDArray[np.float32]]] = {}
    for path in folds:
        outputs.update(load_outputs(path))
    if outputs:
        fold_records, logits, cumulative = fold_evidence([*corpus.train, *corpus.cal], outputs)
    else:
        fold_records = list(cal)
        logits = np.stack([raw.behaviours for raw in raws]).astype(float)
        cumulative = np.stack([raw.cumulative for raw in raws]).astype(float)
    seen = CalibrationData(cal, raws, fold_records, logits, cumulative)
    if earlier is not None:
        calibration = replace(earlier, behaviours=cut_anew(seen, earlier.behaviours))
    else:
        calibration = calibrate(seen)
    calibration = _staying(calibration, stay_check)
    finish(weights, calibration)
    return _summary(calibration, len(cal), None if earlier else len(fold_records))


def _staying(calibration: Calibration, names: Sequence[str]) -> Calibration:
    labels = rubric_labels()
    unknown = sorted(set(names) - labels.negatives)
    if unknown:
        message = f"{unknown} can't stay check; it takes some of {sorted(labels.negatives)}"
        raise DataError(message)
    heads = [
        replace(head, inline=None, precision_low=0.0) if name in names else head
        for name, head in zip(labels.behaviours, calibration.behaviours, strict=True)
    ]
    return replace(calibration, behaviours=tuple(heads))


def _pair(record: Record) -> TextPair:
    return TextPair(record.reply, record.customer)


def _summary(calibration: Calibration, cal: int, folds: int | None) -> list[str]:
    labels = rubric_labels()
    lines = [f"fitted on {cal} rows of cal; behaviours and cuts on {folds} rows out-of-fold"]
    if folds is None:
        lines = [f"passages cut anew on {cal} rows of cal; the rest is kept as it was"]
    for name, head in zip(labels.dimensions, calibration.levels, strict=True):
        shifts = ", ".join(f"{shift:+.2f}" for shift in head.shifts)
        lines.append(
            f"{name}: temperature {head.temperature:.2f}, cuts moved by {shifts}, "
            f"abstains below {head.confidence:.2f}"
        )
    for name, b in zip(labels.behaviours, calibration.behaviours, strict=True):
        inline = "stays check" if b.inline is None else f"inline from {b.inline:.2f}"
        lines.append(f"{name}: check from {b.check:.2f}, {inline}, token {b.token:.2f}")
    return lines

"""Token thresholds serve all behaviours together and can be fitted by themselves."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from models.calibration import BehaviourCalibration, Calibration
from models.runtime import RawOutput
from training.calibration.command import CalibrationData, calibrate, cut_anew
from training.corpus import load_corpus
from training.fit.batches import token_targets_from
from training.labels import rubric_labels
from training.metrics import f1
from training.records import Record

LABELS = rubric_labels()
RECORDS = load_corpus(None).cal[:60]


def words(record: Record) -> np.ndarray:
    """Offsets of pieces of five characters, so that no tokenizer is needed."""
    edges = [*range(0, len(record.reply), 5), len(record.reply)]
    return np.array(list(pairwise(edges)))


def raw(record: Record, seed: int) -> RawOutput:
    """Return logits that know the truth, with noise: a network that is often right."""
    rng = np.random.default_rng(seed)
    offsets = words(record)
    gold = token_targets_from(offsets, record)
    tokens = 4.0 * gold - 2.0 + rng.normal(0, 1.5, gold.shape)
    levels = np.array(record.levels)[:, None]
    return RawOutput(
        cumulative=(3.0 * (levels > np.arange(3)) - 1.5).astype(np.float32),
        need=3.0 * np.eye(3, dtype=np.float32)[record.need],
        tokens=tokens,
        behaviours=tokens.max(axis=0).astype(np.float32),
        embedding=np.zeros(384, dtype=np.float32),
        offsets=offsets,
    )


RAWS = [raw(record, seed) for seed, record in enumerate(RECORDS)]
LOGITS = np.stack([r.behaviours for r in RAWS]).astype(float)
CUMULATIVE = np.stack([r.cumulative for r in RAWS]).astype(float)
DATA = CalibrationData(RECORDS, RAWS, list(RECORDS), LOGITS, CUMULATIVE)


def token_f1(calibration: Calibration) -> float:
    hits, said, true = 0, 0, 0
    checks = np.array([head.check for head in calibration.behaviours])
    cuts = np.array([head.token for head in calibration.behaviours])
    for record, output in zip(RECORDS, RAWS, strict=True):
        gold = token_targets_from(output.offsets, record) > 0
        p = calibration.behaviour_probabilities(output.tokens)
        marked = (p >= cuts) & (p.max(axis=0) >= checks)
        hits, said, true = hits + (marked & gold).sum(), said + marked.sum(), true + gold.sum()
    return f1(hits, said, true)


def test_no_single_token_threshold_can_be_moved_to_raise_the_f1_of_all() -> None:
    found = calibrate(DATA)
    best = token_f1(found)
    for column in range(len(LABELS.behaviours)):
        for token in (0.06, 0.2, 0.4, 0.6, 0.7):
            heads = list(found.behaviours)
            heads[column] = replace(heads[column], token=token)
            assert token_f1(replace(found, behaviours=tuple(heads))) <= best + 2e-3


def test_cut_anew_changes_nothing_but_where_passages_end() -> None:
    odd = BehaviourCalibration(scale=0.7, shift=-0.3, check=0.77, inline=0.88, precision_low=0.9)
    found = cut_anew(DATA, [odd] * len(LABELS.behaviours))
    assert {replace(head, token=odd.token) for head in found} == {odd}
    assert len({head.token for head in found}) > 1

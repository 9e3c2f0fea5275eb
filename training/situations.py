"""`coach-train situations`: fit what tells a situation from the embedding of released weights.

A linear discriminant with shrinkage (Ledoit & Wolf, JMVA 2004, for why shrinkage) over our own
customers' messages, each read alone and behind a draft, as both come up in use. Temperature and the
weight of cue words are chosen by cross-validation on the same messages; those held out only measure
(`coach-train evaluate`, `situations.top1`).
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import StratifiedKFold

from coach.exemplars import load_exemplars
from coach.suggest.retrieval import MOST_CUES, shown_by
from coach.suggest.situations import FILE
from models.artifact import write_sums
from models.prediction import TextPair
from models.runtime import OnnxClassifier
from training.fit.contrastive import read_messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.fit.contrastive import SituationMessage

SHRINKAGE: Final = 0.4
FOLDS: Final = 5
SEED: Final = 1
TEMPERATURES: Final = (1.0, 2.0, 3.0, 4.0, 5.0)
CUES: Final = (0.0, 0.5, 1.0, 1.5, 2.0)


def fit_situations(weights: Path) -> dict[str, float]:
    """Fit for a weights folder, write `situations.json` and the sums; return what was chosen."""
    messages = [message for message in read_messages() if not message.held_out]
    classifier = OnnxClassifier.load(weights)
    alone = _embed(classifier, [TextPair("", message.text) for message in messages])
    behind = _embed(classifier, _behind_drafts(messages))
    truth = np.array([message.situation for message in messages])
    names = sorted(set(truth))
    held = _cross_validated(alone, behind, truth, names)
    temperature, cue, loss = _choose(held, truth, names, messages)
    model = _discriminant().fit(np.concatenate([alone, behind]), np.concatenate([truth, truth]))
    table = {
        "names": [str(name) for name in model.classes_],
        "matrix": np.round(model.coef_, 4).tolist(),
        "bias": np.round(model.intercept_, 4).tolist(),
        "temperature": temperature,
        "cue": cue,
    }
    (weights / FILE).write_text(json.dumps(table) + "\n", encoding="utf-8")
    write_sums(weights)
    return {"temperature": temperature, "cue": cue, "loss": loss}


def _discriminant() -> LinearDiscriminantAnalysis:
    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE)


def _embed(classifier: OnnxClassifier, pairs: Sequence[TextPair]) -> NDArray[np.float32]:
    return np.stack([found.embedding for found in classifier.predict_many(pairs)])


def _behind_drafts(messages: Sequence[SituationMessage]) -> list[TextPair]:
    """Put a sentence of our own, of any situation, in front of each message."""
    drafts = {
        language: [entry.text for entry in load_exemplars() if entry.language == language]
        for language in ("de", "en")
    }
    chosen = random.Random(SEED)  # noqa: S311 - a repeatable choice, no secret
    return [TextPair(chosen.choice(drafts[m.language]), m.text) for m in messages]


def _cross_validated(
    alone: NDArray[np.float32],
    behind: NDArray[np.float32],
    truth: NDArray[np.str_],
    names: list[str],
) -> NDArray[np.float64]:
    """Return logits [messages, situations] of models that have not seen the message."""
    logits = np.zeros((len(truth), len(names)))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for seen, unseen in folds.split(alone, truth):
        model = _discriminant().fit(
            np.concatenate([alone[seen], behind[seen]]), np.concatenate([truth[seen], truth[seen]])
        )
        logits[unseen] = model.decision_function(alone[unseen])
    return logits


def _choose(
    logits: NDArray[np.float64],
    truth: NDArray[np.str_],
    names: list[str],
    messages: Sequence[SituationMessage],
) -> tuple[float, float, float]:
    """Return the temperature and cue weight with the smallest log loss, and that loss."""
    cues = np.array(
        [[min(len(shown_by(m.text, name)), MOST_CUES) for name in names] for m in messages]
    )
    right = np.array([names.index(name) for name in truth])
    losses = {
        (temperature, cue): _log_loss(logits / temperature + cue * cues, right)
        for temperature in TEMPERATURES
        for cue in CUES
    }
    best = min(losses, key=lambda pair: losses[pair])
    return (*best, losses[best])


def _log_loss(logits: NDArray[np.float64], right: NDArray[np.int_]) -> float:
    chances = logits - logits.max(axis=1, keepdims=True)
    chances -= np.log(np.exp(chances).sum(axis=1, keepdims=True))
    return float(-chances[np.arange(len(right)), right].mean())

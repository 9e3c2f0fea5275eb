"""Is the situation of a customer's message found? Messages held out of training tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.suggest.retrieval import SituationFinder
from models.prediction import TextPair
from training.fit.contrastive import OTHER, read_messages
from training.metrics import bootstrap, exact

if TYPE_CHECKING:
    from models.prediction import Classifier
    from training.evaluation.measure import Figures

FOUNDING = 4
"""Held-out messages of a situation and language that were there first."""


def situations(classifier: Classifier) -> Figures:
    """Share of messages whose nearest situation is theirs: all held out, and the founding ones."""
    held = [m for m in read_messages() if m.held_out and m.situation != OTHER]
    finder = SituationFinder(classifier)
    predictions = classifier.predict_many(TextPair("", m.text) for m in held)
    nearest = [
        finder.ranking(p.embedding, m.text)[0][0] for p, m in zip(predictions, held, strict=True)
    ]
    truth, guess = np.array([m.situation for m in held]), np.array(nearest)
    seen: dict[tuple[str, str], int] = {}
    first = []
    for message in held:
        key = (message.situation, message.language)
        seen[key] = seen.get(key, 0) + 1
        first.append(seen[key] <= FOUNDING)
    return {
        "situations.top1": bootstrap(exact, truth, guess),
        "situations.founding_top1": bootstrap(exact, truth[first], guess[first]),
    }

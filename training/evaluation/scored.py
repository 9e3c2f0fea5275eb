"""Dev as the coach scores it: assessments side by side with records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coach.contracts import DIMENSIONS, Request
from coach.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coach.assess import Assessor
    from coach.contracts import Assessment
    from models.prediction import Classifier, Prediction
    from training.records import Record


@dataclass(frozen=True, slots=True)
class Scored:
    """Records with what the model and the coach say of them, row by row.

    Every row counts as if nothing abstained; `silences` holds why the coach would have said
    nothing of a reply, else None.
    """

    records: tuple[Record, ...]
    predictions: tuple[Prediction, ...]
    assessments: tuple[Assessment, ...]
    silences: tuple[str | None, ...]

    @property
    def levels(self) -> NDArray[np.int64]:
        """Predicted levels [rows, dimensions]."""
        levels: NDArray[np.int64] = self.probabilities.argmax(axis=-1)
        return levels

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """Level probabilities [rows, dimensions, levels]."""
        return np.stack([p.levels for p in self.predictions])

    @property
    def needs(self) -> NDArray[np.int64]:
        """Predicted need [rows]."""
        needs: NDArray[np.int64] = np.stack([p.need for p in self.predictions]).argmax(axis=-1)
        return needs

    @property
    def behaviours(self) -> NDArray[np.float64]:
        """Reply-level behaviour probabilities [rows, behaviours]."""
        return np.stack([p.behaviours for p in self.predictions])

    def where(self, rows: Sequence[bool]) -> Scored:
        """Keep some rows."""
        kept = [i for i, keep in enumerate(rows) if keep]
        return Scored(
            tuple(self.records[i] for i in kept),
            tuple(self.predictions[i] for i in kept),
            tuple(self.assessments[i] for i in kept),
            tuple(self.silences[i] for i in kept),
        )

    def coverage(self) -> float:
        """Return the share of (reply, dimension) pairs the coach would have given a level."""
        return float(
            np.mean(
                [
                    silent is None and not result.abstained
                    for silent, assessment in zip(self.silences, self.assessments, strict=True)
                    for result in map(assessment.dimension, DIMENSIONS)
                    if result is not None
                ]
            )
        )


def score_records(
    records: Sequence[Record], classifier: Classifier, assessor: Assessor, *, customer: bool = True
) -> Scored:
    """Score records through the coach's own preparation, abstentions noted but not obeyed."""
    requests = [Request(r.reply, customer=r.customer if customer else None) for r in records]
    prepared = [prepare(request) for request in requests]
    scorable = [replace(p, abstained=None, language=p.language or "en") for p in prepared]
    predictions = tuple(classifier.predict_many(p.pair for p in scorable))
    assessments = tuple(
        assessor.assess(p, prediction) for p, prediction in zip(scorable, predictions, strict=True)
    )
    silences = tuple(p.abstained for p in prepared)
    return Scored(tuple(records), predictions, assessments, silences)

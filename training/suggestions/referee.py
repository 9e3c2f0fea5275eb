"""A second opinion on gains: a model with another seed that does not ship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from coach.contracts import DIMENSIONS
from coach.prepare import prepare
from models.artifact import SUMS
from models.calibration import Calibration
from models.runtime import OnnxClassifier
from training.runs import load_run, pair_encoder
from training.scorer import TorchScorer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from coach.contracts import Request


class Referee(Protocol):
    """Anything that scores requests on the three dimensions."""

    def scores(self, requests: Sequence[Request]) -> NDArray[np.float64]:
        """Return points [requests, dimensions]."""
        ...


@dataclass(frozen=True, slots=True)
class WeightsReferee:
    """An exported weights folder as referee."""

    classifier: OnnxClassifier

    def scores(self, requests: Sequence[Request]) -> NDArray[np.float64]:
        """Return points [requests, dimensions]."""
        pairs = [prepare(request).pair for request in requests]
        levels = [prediction.levels for prediction in self.classifier.predict_many(pairs)]
        return _points(np.stack(levels))


@dataclass(frozen=True, slots=True)
class RunReferee:
    """A training run as referee, uncalibrated: only the direction of a change is asked."""

    scorer: TorchScorer

    def scores(self, requests: Sequence[Request]) -> NDArray[np.float64]:
        """Return points [requests, dimensions]."""
        raws = self.scorer.raw_many([prepare(request).pair for request in requests])
        plain = Calibration.neutral(len(DIMENSIONS), raws[0].tokens.shape[-1])
        return _points(plain.level_probabilities(np.stack([raw.cumulative for raw in raws])))


def load_referee(folder: Path) -> Referee:
    """Read a weights folder or a training run."""
    if (folder / SUMS).is_file():
        return WeightsReferee(OnnxClassifier.load(folder))
    return RunReferee(TorchScorer(load_run(folder), pair_encoder(folder)))


def _points(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn level probabilities [n, dimensions, levels] into points."""
    points: NDArray[np.float64] = levels @ np.arange(levels.shape[-1]) * 100 / 3
    return points

"""Tell a situation from an embedding: one matrix product, fitted on customers' messages.

`coach-train situations` fits it for the very weights it lies beside; see `training/situations.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.errors import ModelError
from models.runtime import OnnxClassifier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from models.prediction import Classifier

FILE: Final = "situations.json"


@dataclass(frozen=True, slots=True)
class SituationReader:
    """A linear discriminant over the embedding.

    Attributes:
        names: the situations, `other` among them.
        matrix: float32 [situations, hidden].
        bias: float32 [situations].
        temperature: what the discriminant's logits are divided by, so that chances hold.
        cue: what a word that shows a situation adds to its logit.

    """

    names: tuple[str, ...]
    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    cue: float

    def chances(
        self, embedding: NDArray[np.float32], cues: Mapping[str, int]
    ) -> list[tuple[str, float]]:
        """Return every situation with its probability, the likeliest first.

        `cues` counts the words of the message that show a situation.
        """
        logits = (self.matrix @ embedding + self.bias) / self.temperature
        logits = logits + self.cue * np.array([cues.get(name, 0) for name in self.names])
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        return [(self.names[i], float(chances[i])) for i in np.argsort(-chances)]


def reader_of(classifier: Classifier) -> SituationReader | None:
    """Return what lies beside a classifier's weights; None where nothing was fitted for them."""
    if not isinstance(classifier, OnnxClassifier):
        return None
    path = classifier.artifact.folder / FILE
    return read_situations(path) if path.is_file() else None


def read_situations(path: Path) -> SituationReader:
    """Read a fitted file.

    Raises:
        ModelError: the file is not what `coach-train situations` writes.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return SituationReader(
            names=tuple(table["names"]),
            matrix=np.array(table["matrix"], dtype=np.float32),
            bias=np.array(table["bias"], dtype=np.float32),
            temperature=float(table["temperature"]),
            cue=float(table["cue"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path} cannot be read ({error}); copy the weights folder again"
        raise ModelError(message) from error

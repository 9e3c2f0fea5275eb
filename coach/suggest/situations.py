"""Tell a situation from an embedding and from words: two linear readers, their chances multiplied.

`coach-train situations` fits it for the very weights it lies beside; see `training/situations.py`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from coach.suggest.lexicon import buckets
from models.errors import ModelError
from models.runtime import OnnxClassifier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from models.prediction import Classifier

FILE: Final = "situations.safetensors"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A linear reader of a message's hashed words.

    Attributes:
        matrix: float [situations, buckets].
        bias: float32 [situations].
        rarity: float [buckets], inverse document frequency.

    """

    matrix: NDArray[np.floating]
    bias: NDArray[np.float32]
    rarity: NDArray[np.floating]

    def logits(self, message: str) -> NDArray[np.float32]:
        """Return one logit a situation [situations]."""
        found, weights = buckets(message)
        values = weights * self.rarity[found].astype(np.float32)
        length = max(float(np.linalg.norm(values)), 1e-9)
        logits: NDArray[np.float32] = self.matrix[:, found].astype(np.float32) @ values / length
        return logits + self.bias


@dataclass(frozen=True, slots=True)
class Trust:
    """How much each source counts: chosen by cross-validation.

    Attributes:
        temperature: what the discriminant's logits are divided by, so that chances hold.
        words: what the lexicon's logits are multiplied by.
        cue: what a word that shows a situation adds to its logit.

    """

    temperature: float
    words: float
    cue: float


@dataclass(frozen=True, slots=True)
class SituationReader:
    """A linear discriminant over the embedding, and a lexicon beside it.

    Attributes:
        names: the situations, `other` among them.
        matrix: float32 [situations, hidden].
        bias: float32 [situations].
        lexicon: what the words say.
        trust: how much each of them counts.

    """

    names: tuple[str, ...]
    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]
    lexicon: Lexicon
    trust: Trust

    def chances(
        self, embedding: NDArray[np.float32], message: str, cues: Mapping[str, int]
    ) -> list[tuple[str, float]]:
        """Return every situation with its probability, the likeliest first.

        `cues` counts the words of the message that show a situation.
        """
        logits = (self.matrix @ embedding + self.bias) / self.trust.temperature
        logits = logits + self.trust.words * self.lexicon.logits(message)
        logits = logits + self.trust.cue * np.array([cues.get(name, 0) for name in self.names])
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        return [(self.names[i], float(chances[i])) for i in np.argsort(-chances)]

    def save(self, path: Path) -> None:
        """Write as safetensors; the lexicon in half precision, which moves no chance by .01."""
        tensors = {
            "matrix": self.matrix.astype(np.float32),
            "bias": self.bias.astype(np.float32),
            "lexicon.matrix": self.lexicon.matrix.astype(np.float16),
            "lexicon.bias": self.lexicon.bias.astype(np.float32),
            "lexicon.rarity": self.lexicon.rarity.astype(np.float16),
        }
        table = {"names": json.dumps(self.names), "trust": json.dumps(asdict(self.trust))}
        # The library writes the buffer as it lies in memory, whatever its order.
        rows = {name: np.ascontiguousarray(values) for name, values in tensors.items()}
        path.write_bytes(save(rows, table))


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
        with safe_open(path, framework="numpy") as file:
            table = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return SituationReader(
            names=tuple(json.loads(table["names"])),
            matrix=tensors["matrix"],
            bias=tensors["bias"],
            lexicon=Lexicon(
                tensors["lexicon.matrix"], tensors["lexicon.bias"], tensors["lexicon.rarity"]
            ),
            trust=Trust(**json.loads(table["trust"])),
        )
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        message = f"{path} cannot be read ({error}); copy the weights folder again"
        raise ModelError(message) from error

"""What the network says of one text, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TextPair:
    """A reply and, where known, the customer's message it answers."""

    reply: str
    customer: str = ""


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """A run of reply tokens that shows one behaviour; code-point offsets into `TextPair.reply`."""

    behaviour: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Calibrated output for one `TextPair`.

    Attributes:
        levels: float64 [3, 4], probabilities of levels 0–3 of empathy, hospitality, authenticity.
        need: float64 [3], probabilities of need 0–2.
        behaviours: float64 [22], reply-level probability of each behaviour in `labels.json` order.
        spans: passages above each behaviour's threshold.
        embedding: float32 [384], L2-normalised.
        tokens: reply tokens read, over all windows.

    """

    levels: NDArray[np.float64]
    need: NDArray[np.float64]
    behaviours: NDArray[np.float64]
    spans: tuple[TokenSpan, ...]
    embedding: NDArray[np.float32]
    tokens: int


class Classifier(Protocol):
    """Anything that turns texts into predictions; `models.runtime.OnnxClassifier` is ours."""

    @property
    def name(self) -> str:
        """Name and version of the weights."""
        ...

    def predict(self, pair: TextPair) -> Prediction:
        """Score one pair."""
        ...

    def predict_many(self, pairs: Iterable[TextPair]) -> Iterator[Prediction]:
        """Score a stream in parallel, order kept; equal to `predict` one by one."""
        ...

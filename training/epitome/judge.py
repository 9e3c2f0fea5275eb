"""What a trained variant says of posts, and how right it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.calibration import sigmoid
from models.prediction import TextPair
from training.epitome.batches import rationale_masks
from training.epitome.figures import Figures, close_gaps, macro_f1, measure, token_f1
from training.epitome.posts import MECHANISMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.epitome.posts import Post
    from training.scorer import TorchScorer

GAP = 2
"""Tokens below the threshold that do not end a passage."""

THRESHOLDS = tuple(round(0.2 + 0.05 * i, 2) for i in range(12))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Labels and predictions of some posts.

    Attributes:
        truth: int64 [posts, mechanisms].
        levels: int64 [posts, mechanisms], the likeliest level.
        true_masks: per post bool [tokens, mechanisms].
        tokens: per post float64 [tokens, mechanisms], rationale probabilities.

    """

    truth: NDArray[np.int64]
    levels: NDArray[np.int64]
    true_masks: tuple[NDArray[np.bool_], ...]
    tokens: tuple[NDArray[np.float64], ...]

    def masks(self, column: int, threshold: float) -> list[NDArray[np.bool_]]:
        """Return rationale masks of one mechanism; a response at level 0 has none."""
        return [
            close_gaps((tokens[:, column] >= threshold) & (level > 0), GAP)
            for tokens, level in zip(self.tokens, self.levels[:, column], strict=True)
        ]

    def score(self) -> float:
        """Return the mean macro-F1 of the mechanisms, which selects the epoch."""
        columns = range(len(MECHANISMS))
        return float(np.mean([macro_f1(self.truth[:, c], self.levels[:, c]) for c in columns]))

    def thresholds(self) -> tuple[float, ...]:
        """Return, per mechanism, the threshold with the best token F1 on these posts."""
        return tuple(
            max(THRESHOLDS, key=lambda t: token_f1(self._true(c), self.masks(c, t)))
            for c in range(len(MECHANISMS))
        )

    def figures(self, thresholds: Sequence[float]) -> dict[str, Figures]:
        """Measure every mechanism with thresholds chosen elsewhere."""
        return {
            name: measure(
                self.truth[:, c], self.levels[:, c], self._true(c), self.masks(c, thresholds[c])
            )
            for c, name in enumerate(MECHANISMS)
        }

    def _true(self, column: int) -> list[NDArray[np.bool_]]:
        return [mask[:, column] for mask in self.true_masks]


def judge(scorer: TorchScorer, posts: Sequence[Post]) -> Judgement:
    """Run the network over whole responses, however long."""
    outputs = scorer.raw_many([TextPair(post.response, post.seeker) for post in posts])
    above = sigmoid(np.stack([output.cumulative for output in outputs]).astype(np.float64))
    ends = np.ones_like(above[..., :1])
    padded = np.concatenate([ends, above, 0 * ends], axis=-1)
    return Judgement(
        truth=np.array([post.levels for post in posts]),
        levels=(padded[..., :-1] - padded[..., 1:]).argmax(axis=-1),
        true_masks=tuple(
            rationale_masks(post, output.offsets)
            for post, output in zip(posts, outputs, strict=True)
        ),
        tokens=tuple(sigmoid(output.tokens) for output in outputs),
    )

"""Posts to tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.prediction import TextPair
from training.epitome.posts import MECHANISMS
from training.fit.batches import collate_inputs

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from models.encoding import Encoded, PairEncoder
    from models.network import NetworkInput
    from training.epitome.posts import Post


@dataclass(frozen=True, slots=True)
class PostExample:
    """One encoded pair; `rationales` is bool [response tokens, mechanisms]."""

    encoded: Encoded
    levels: tuple[int, ...]
    rationales: NDArray[np.bool_]

    @property
    def length(self) -> int:
        """Tokens of the first window."""
        return int(self.encoded.attention_mask[0].sum())


@dataclass(frozen=True, slots=True)
class PostBatch:
    """Tensors of one step: levels [batch, mechanisms], rationales [batch, tokens, mechanisms]."""

    inputs: NetworkInput
    levels: Tensor
    rationales: Tensor


def encode_post(post: Post, encoder: PairEncoder, limit: int | None = None) -> PostExample:
    """Encode a pair; with `limit` the response is cut after so many tokens."""
    encoded = encoder.encode(TextPair(post.response, post.seeker))
    if limit is not None and encoded.tokens > limit:
        cut = post.response[: int(encoded.offsets[limit - 1, 1])]
        encoded = encoder.encode(TextPair(cut, post.seeker))
    return PostExample(encoded, post.levels, rationale_masks(post, encoded.offsets))


def rationale_masks(post: Post, offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the tokens that overlap a rationale; bool [response tokens, mechanisms]."""
    masks = np.zeros((len(offsets), len(MECHANISMS)), dtype=np.bool_)
    for column, ranges in enumerate(post.rationales):
        for start, end in ranges:
            masks[:, column] |= (offsets[:, 0] < end) & (offsets[:, 1] > start)
    return masks


def batches(
    examples: Sequence[PostExample], tokens_per_batch: int, rng: random.Random
) -> list[list[PostExample]]:
    """Group pairs of similar length into batches, in random order."""
    order = sorted(examples, key=lambda e: e.length * (1 + 0.2 * rng.random()), reverse=True)
    groups: list[list[PostExample]] = [[]]
    for example in order:
        widest = max(e.length for e in (*groups[-1], example))
        if groups[-1] and widest * (len(groups[-1]) + 1) > tokens_per_batch:
            groups.append([])
        groups[-1].append(example)
    rng.shuffle(groups)
    return groups


def collate_posts(examples: Sequence[PostExample]) -> PostBatch:
    """Pad pairs to one batch."""
    inputs = collate_inputs([example.encoded for example in examples])
    rationales = np.zeros((*inputs.input_ids.shape, len(MECHANISMS)), dtype=np.float32)
    for i, example in enumerate(examples):
        reply = int(example.encoded.reply_mask[0].sum())
        rationales[i, 1 : 1 + reply] = example.rationales[:reply]
    levels = torch.tensor([example.levels for example in examples])
    return PostBatch(inputs, levels, torch.from_numpy(rationales))

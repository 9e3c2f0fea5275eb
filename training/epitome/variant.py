"""The research variant: the coach's network with EPITOME's columns, and its loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file
from torch.nn import functional as F  # noqa: N812
from transformers import BertModel

from models.labels import Labels
from models.network import CoachNetwork, level_probabilities
from training.epitome.posts import LEVELS, MECHANISMS
from training.fit.config import OptimiserConfig
from training.records import DataError
from training.runs import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from torch import Tensor

    from models.network import NetworkOutput
    from training.epitome.batches import PostBatch
    from training.epitome.posts import Post

LABELS = Labels(MECHANISMS, LEVELS, 1, MECHANISMS, frozenset())
"""The token head's columns are rationales; the need head is left without a task."""

_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class EpitomeConfig:
    """A run.

    `balance` is the power of inverse frequency that weights the levels: 0 leaves them as they
    are, 1 makes all weigh the same. `response_tokens` cuts training texts only.
    """

    optimiser: OptimiserConfig = field(
        default_factory=lambda: OptimiserConfig(epochs=6.0, lr=1e-4, average_from=0.5)
    )
    dropout: float = 0.1
    bf16: bool = True
    tokens_per_batch: int = 2560
    response_tokens: int = 128
    balance: float = 0.5
    rationale: float = 1.0
    rationale_positive: float = 2.0


def new_variant(
    base: Path, config: EpitomeConfig, *, seed: int, init: Path | None = None
) -> CoachNetwork:
    """Put fresh heads on the base encoder, or on the encoder of a finished `fit` run.

    Dropout inside the encoder is off: on a CPU it costs a third of the time.
    """
    if not (base / "model.safetensors").is_file():
        message = f"{base} holds no base encoder; make one with: coach-train base --out {base}"
        raise DataError(message)
    torch.manual_seed(seed)
    encoder = BertModel.from_pretrained(
        str(base),
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ).float()
    network = CoachNetwork(encoder, LABELS, dropout=config.dropout)
    if init is not None:
        _take_encoder(network, init)
    return network


def _take_encoder(network: CoachNetwork, run: Path) -> None:
    if not (run / WEIGHTS).is_file():
        message = f"{run} holds no finished run to start from; train one with: coach-train fit"
        raise DataError(message)
    tensors = load_file(run / WEIGHTS)
    encoder = {
        k.removeprefix("encoder."): v for k, v in tensors.items() if k.startswith("encoder.")
    }
    network.encoder.load_state_dict(encoder)


def level_weights(posts: Sequence[Post], balance: float) -> Tensor:
    """Return a weight a level, mean 1 over the posts; [mechanisms, levels]."""
    levels = torch.tensor([post.levels for post in posts])
    counts = F.one_hot(levels, LEVELS).sum(dim=0).float()
    weights = (len(posts) / counts.clamp_min(1.0)) ** balance
    return weights * len(posts) / (weights * counts).sum(dim=1, keepdim=True)


def loss(output: NetworkOutput, batch: PostBatch, weights: Tensor, config: EpitomeConfig) -> Tensor:
    """Weighted log loss of the levels plus that of the rationale tokens."""
    probabilities = level_probabilities(output.cumulative).clamp_min(_TINY)
    chosen = batch.levels.unsqueeze(-1)
    surprise = -probabilities.gather(-1, chosen).log().squeeze(-1)
    columns = torch.arange(batch.levels.shape[1], device=batch.levels.device)
    level = (surprise * weights[columns, batch.levels]).sum(dim=1).mean()
    return level + config.rationale * _rationale_loss(output, batch, config.rationale_positive)


def _rationale_loss(output: NetworkOutput, batch: PostBatch, positive: float) -> Tensor:
    """Average over each response's tokens first, so that a long one weighs no more."""
    mask = batch.inputs.reply_mask.float()
    weight = 1.0 + (positive - 1.0) * batch.rationales
    losses = F.binary_cross_entropy_with_logits(
        output.tokens, batch.rationales, weight=weight, reduction="none"
    )
    each = (losses.sum(dim=-1) * mask).sum(dim=1) / mask.sum(dim=1).clamp_min(1.0)
    return each.mean()

"""The multi-task loss; every part is averaged over records, weighted by source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn import functional as F  # noqa: N812

if TYPE_CHECKING:
    from torch import Tensor

    from models.network import NetworkOutput
    from training.fit.batches import Batch
    from training.fit.config import LossConfig


@dataclass(frozen=True, slots=True)
class Losses:
    """Parts of the loss of one batch, each a scalar tensor."""

    level: Tensor
    need: Tensor
    token: Tensor
    behaviour: Tensor

    def total(self, config: LossConfig) -> Tensor:
        """Return the weighted sum."""
        return (
            config.level * self.level
            + config.need * self.need
            + config.token * self.token
            + config.behaviour * self.behaviour
        )


def compute(output: NetworkOutput, batch: Batch, config: LossConfig) -> Losses:
    """Compare the output with labels and, where given, with a teacher."""
    cuts = torch.arange(output.cumulative.shape[-1])
    above = (batch.levels.unsqueeze(-1) > cuts).float()
    need = F.one_hot(batch.need, output.need.shape[-1]).float()
    tokens, behaviours = batch.token_targets, batch.behaviours
    above = above * (1 - 2 * config.smoothing) + config.smoothing
    if batch.soft is not None and config.distil > 0:
        share = config.distil
        above = (1 - share) * above + share * batch.soft.cumulative
        need = (1 - share) * need + share * batch.soft.need
        tokens = (1 - share) * tokens + share * batch.soft.tokens
        behaviours = (1 - share) * behaviours + share * batch.soft.tokens.amax(dim=1)
    return Losses(
        level=_mean(_bce(output.cumulative, above).mean(dim=-1).mean(dim=-1), batch.weights),
        need=_mean(-(need * F.log_softmax(output.need, dim=-1)).sum(dim=-1), batch.weights),
        token=_token_loss(output, tokens, batch, config),
        behaviour=_mean(_bce(output.behaviours, behaviours).mean(dim=-1), batch.weights),
    )


def _bce(logits: Tensor, targets: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, targets, reduction="none")


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum()


def _token_loss(output: NetworkOutput, targets: Tensor, batch: Batch, config: LossConfig) -> Tensor:
    """Average over each reply's tokens first, so that a long mail weighs no more than a chat."""
    weight = 1.0 + (config.token_positive - 1.0) * targets
    mask = batch.inputs.reply_mask.float()
    losses = (_bce(output.tokens, targets) * weight).sum(dim=-1) * mask
    return _mean(losses.sum(dim=1) / mask.sum(dim=1).clamp_min(1.0), batch.weights)

"""The network: one encoder, three ordinal heads, need, behaviours per token, an embedding."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

if TYPE_CHECKING:
    from transformers import BertModel

    from models.labels import Labels

_MASKED = -1e4

MIXED_LAYERS = 6
"""Upper layers the heads read."""


@dataclass(frozen=True, slots=True)
class NetworkInput:
    """Token windows of a batch.

    Attributes:
        input_ids: int64 [batch, tokens].
        attention_mask: int64 [batch, tokens].
        reply_mask: int64 [batch, tokens], 1 on reply tokens.
        customer_mask: int64 [batch, tokens], 1 on customer tokens.

    """

    input_ids: Tensor
    attention_mask: Tensor
    reply_mask: Tensor
    customer_mask: Tensor


@dataclass(frozen=True, slots=True)
class NetworkOutput:
    """What the heads say, uncalibrated.

    Attributes:
        cumulative: [batch, dimensions, levels - 1], logits of P(level > k), falling in k.
        need: [batch, needs], logits.
        tokens: [batch, tokens, behaviours], logits.
        behaviours: [batch, behaviours], the largest reply-token logit.
        embedding: [batch, hidden], L2-normalised.

    """

    cumulative: Tensor
    need: Tensor
    tokens: Tensor
    behaviours: Tensor
    embedding: Tensor


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the encoder hands to the heads.

    Attributes:
        features: [batch, tokens, hidden], mix of the upper layers, normalised.
        final: [batch, tokens, hidden], last layer.

    """

    features: Tensor
    final: Tensor


class LayerMix(nn.Module):
    """Weighted mix of the upper layers (Peters et al., NAACL 2018), normalised.

    The base was trained to say one thing of a whole sentence: its last layer holds nearly the same
    vector on every token. The layers below still tell tokens apart.
    """

    def __init__(self, hidden: int, layers: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(layers))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, states: tuple[Tensor, ...]) -> Tensor:
        """Mix the last layers of [batch, tokens, hidden] states."""
        shares = torch.softmax(self.weights, dim=0)
        upper = states[-len(shares) :]
        mixed = sum(share * state.float() for share, state in zip(shares, upper, strict=True))
        normed: Tensor = self.norm(mixed)
        return normed


_THREAD = threading.local()


def seed_dropout(seed: int) -> None:
    """Give this thread's dropout its own random numbers.

    Threads that share one generator draw in an order that no run repeats.
    """
    _THREAD.generator = torch.Generator().manual_seed(seed)


class Dropout(nn.Dropout):
    """Dropout that draws from its thread's own numbers where `seed_dropout` gave it some."""

    def forward(self, values: Tensor) -> Tensor:
        """Drop single values while training."""
        generator = getattr(_THREAD, "generator", None)
        if not self.training or generator is None:
            return super().forward(values)
        kept = torch.empty_like(values).bernoulli_(1 - self.p, generator=generator)
        return values * kept / (1 - self.p)


class AttentionPool(nn.Module):
    """Pool tokens with one learned query for each head."""

    def __init__(self, hidden: int, queries: int) -> None:
        super().__init__()
        self.score = nn.Linear(hidden, queries)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return [batch, queries, hidden] from [batch, tokens, hidden] and a 0/1 mask."""
        scores = self.score(hidden).float().masked_fill(mask.unsqueeze(-1) == 0, _MASKED)
        weights = torch.softmax(scores, dim=1).to(hidden.dtype)
        return weights.transpose(1, 2) @ hidden


class OrdinalHead(nn.Module):
    """Cumulative logits that fall by construction: first cut, then positive steps down."""

    def __init__(self, features: int, hidden: int, levels: int, dropout: float) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(features, hidden),
            nn.GELU(),
            Dropout(dropout),
            nn.Linear(hidden, levels - 1),
        )

    def forward(self, features: Tensor) -> Tensor:
        """Return [batch, levels - 1] from [batch, features]."""
        raw = self.body(features).float()
        steps = F.softplus(raw[:, 1:] + 1.0)
        return torch.cat([raw[:, :1], raw[:, :1] - torch.cumsum(steps, dim=1)], dim=1)


class CoachNetwork(nn.Module):
    """Composes encoder and heads."""

    def __init__(self, encoder: BertModel, labels: Labels, *, dropout: float = 0.1) -> None:
        super().__init__()
        hidden = encoder.config.hidden_size
        behaviours = len(labels.behaviours)
        self.encoder = encoder
        self.mix = LayerMix(hidden, min(MIXED_LAYERS, encoder.config.num_hidden_layers))
        self.dropout = Dropout(dropout)
        self.token_head = nn.Sequential(
            nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, behaviours)
        )
        self.level_pool = AttentionPool(hidden, len(labels.dimensions))
        self.level_heads = nn.ModuleList(
            OrdinalHead(hidden + behaviours, hidden // 2, labels.levels, dropout)
            for _ in labels.dimensions
        )
        self.need_pool = AttentionPool(hidden, 1)
        self.need_head = nn.Sequential(
            nn.Linear(2 * hidden, hidden // 2), nn.GELU(), nn.Linear(hidden // 2, labels.needs)
        )

    def forward(self, batch: NetworkInput) -> NetworkOutput:
        """Run a batch of single-window texts."""
        return self.heads(self.encode(batch), batch)

    def encode(self, batch: NetworkInput, *, masked: bool = True) -> Encoding:
        """Run the encoder; without a mask where no row is padded."""
        encoded = self.encoder(
            input_ids=batch.input_ids,
            attention_mask=batch.attention_mask if masked else None,
            output_hidden_states=True,
        )
        return Encoding(self.mix(encoded.hidden_states), encoded.last_hidden_state)

    def heads(self, encoding: Encoding, batch: NetworkInput) -> NetworkOutput:
        """Run all heads; every pool sees each row's own tokens only."""
        reply_mask = batch.reply_mask
        dropped = self.dropout(encoding.features)
        tokens = self.token_head(dropped).float()
        strongest = tokens.masked_fill(reply_mask.unsqueeze(-1) == 0, _MASKED).amax(dim=1)
        strongest = strongest.clamp(-12.0, 12.0)
        pooled = self.level_pool(dropped, reply_mask)
        cumulative = torch.stack(
            [
                head(torch.cat([pooled[:, i], strongest.to(pooled.dtype)], dim=1))
                for i, head in enumerate(self.level_heads)
            ],
            dim=1,
        )
        embedding = self.embed(encoding.final, batch)
        need_view = self.need_pool(dropped, reply_mask + batch.customer_mask)[:, 0]
        need_input = torch.cat([need_view, embedding.to(need_view.dtype)], dim=1)
        return NetworkOutput(
            cumulative, self.need_head(need_input).float(), tokens, strongest, embedding
        )

    def embed(self, hidden: Tensor, batch: NetworkInput) -> Tensor:
        """Return the L2-normalised mean over the customer's tokens, else over the reply's."""
        has_customer = batch.customer_mask.sum(dim=1, keepdim=True) > 0
        mask = torch.where(has_customer, batch.customer_mask, batch.reply_mask)
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp_min(1.0)
        return F.normalize(mean.float(), dim=-1)


def level_probabilities(cumulative: Tensor) -> Tensor:
    """Turn cumulative logits [..., levels - 1] into class probabilities [..., levels]."""
    above = torch.sigmoid(cumulative)
    ones, zeros = torch.ones_like(above[..., :1]), torch.zeros_like(above[..., :1])
    padded = torch.cat([ones, above, zeros], dim=-1)
    return padded[..., :-1] - padded[..., 1:]

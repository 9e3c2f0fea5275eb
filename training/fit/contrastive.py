"""Contrastive batches: a customer's message beside sentences that fit its situation.

The embedding that finds exemplars is the mean of the final states over the customer's tokens, in
the very pass that scores the draft. So an anchor is a message behind some draft, and a positive is
an exemplar of the same situation read as a reply. The loss is sentence-transformers'
multiple-negatives ranking loss; a batch holds every situation once, so all negatives are true ones.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch import nn

from models.network import NetworkInput
from models.prediction import TextPair
from training.corpus import DATA
from training.fit.batches import collate_inputs

if TYPE_CHECKING:
    from models.encoding import PairEncoder
    from models.network import CoachNetwork
    from training.fit.config import FitConfig
    from training.records import Record

MESSAGES = DATA / "situations.jsonl"
MORE_MESSAGES = DATA / "situations_more.jsonl"
"""Written later, so none of them is held out: what measures stays what it was."""

OTHER = "other"
HELD_OUT_EVERY = 5
DRAFT_DROPOUT = 0.4


@dataclass(frozen=True, slots=True)
class SituationMessage:
    """A customer's message with the situation it speaks of."""

    text: str
    language: str
    situation: str
    held_out: bool


def read_messages() -> list[SituationMessage]:
    """Read the labelled customer messages; every fifth of a founding situation is held out."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    messages = []
    for path in (MESSAGES, MORE_MESSAGES):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            language, situation = row["language"], row["situation"]
            seen[language, situation] += 1
            held_out = path == MESSAGES and seen[language, situation] % HELD_OUT_EVERY == 0
            messages.append(SituationMessage(row["customer"], language, situation, held_out))
    return messages


class Retrieval:
    """Draws contrastive batches and returns their loss."""

    def __init__(
        self,
        encoder: PairEncoder,
        messages: Mapping[str, Sequence[str]],
        exemplars: Mapping[str, Sequence[str]],
        drafts: Sequence[str],
        config: FitConfig,
    ) -> None:
        self._encoder = encoder
        self._messages = messages
        self._exemplars = exemplars
        self._drafts = drafts
        self._rng = random.Random(config.seed)  # noqa: S311
        self._loss = MultipleNegativesRankingLoss(nn.Identity(), scale=1 / config.loss.temperature)

    @classmethod
    def build(cls, encoder: PairEncoder, records: Sequence[Record], config: FitConfig) -> Retrieval:
        """Collect messages (not held out, and those of labelled records) and exemplars."""
        from coach.exemplars import load_exemplars

        messages: dict[str, list[str]] = defaultdict(list)
        for message in read_messages():
            if not message.held_out:
                messages[message.situation].append(message.text)
        for record in records:
            if record.situation and record.customer:
                messages[record.situation].append(record.customer)
        exemplars: dict[str, list[str]] = defaultdict(list)
        for exemplar in load_exemplars():
            exemplars[exemplar.situation].append(exemplar.text)
        drafts = [record.reply for record in records]
        return cls(encoder, messages, exemplars, drafts, config)

    def __call__(self, network: CoachNetwork) -> torch.Tensor:
        """Return the loss of one batch: each situation once, in random order."""
        names = [name for name in self._exemplars if self._messages.get(name)]
        anchors = [self._anchor(self._rng.choice(self._messages[name])) for name in names]
        positives = [TextPair(self._rng.choice(self._exemplars[name])) for name in names]
        device = next(network.parameters()).device
        views = [self._embed(network, pairs, device) for pairs in (anchors, positives)]
        labels = torch.arange(len(names), device=device)
        loss: torch.Tensor = self._loss.compute_loss_from_embeddings(views, labels)
        return loss

    def _anchor(self, message: str) -> TextPair:
        draft = "" if self._rng.random() < DRAFT_DROPOUT else self._rng.choice(self._drafts)
        return TextPair(draft[:400], message)

    def _embed(
        self, network: CoachNetwork, pairs: Sequence[TextPair], device: torch.device
    ) -> torch.Tensor:
        batch = collate_inputs([self._encoder.encode(pair) for pair in pairs])
        moved = NetworkInput(
            *(
                t.to(device)
                for t in (
                    batch.input_ids,
                    batch.attention_mask,
                    batch.reply_mask,
                    batch.customer_mask,
                )
            )
        )
        return network.embed(network.encode(moved).final, moved)

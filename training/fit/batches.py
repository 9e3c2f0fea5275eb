"""Records to tensors: encoded once, batched by length, varied a little on every epoch."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.encoding import PAD, Encoded, PairEncoder
from models.network import NetworkInput
from models.prediction import TextPair
from training.fit.vary import vary
from training.labels import rubric_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from training.fit.config import DataConfig
    from training.records import Record


@dataclass(frozen=True, slots=True)
class SoftTargets:
    """What a teacher says of one record, over the first window's reply tokens.

    Attributes:
        cumulative: float32 [dimensions, levels - 1], P(level > k).
        need: float32 [needs], probabilities.
        tokens: float32 [reply tokens, behaviours], probabilities.

    """

    cumulative: NDArray[np.float32]
    need: NDArray[np.float32]
    tokens: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One encoded record (first window only) with its targets."""

    encoded: Encoded
    token_targets: NDArray[np.float32]
    record: Record
    weight: float
    soft: SoftTargets | None = None

    @property
    def length(self) -> int:
        """Tokens of the first window."""
        return int(self.encoded.attention_mask[0].sum())


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; `token_targets` is [batch, tokens, behaviours]."""

    inputs: NetworkInput
    levels: Tensor
    need: Tensor
    token_targets: Tensor
    behaviours: Tensor
    weights: Tensor
    soft: SoftBatch | None


@dataclass(frozen=True, slots=True)
class SoftBatch:
    """Teacher probabilities, shaped like the network's output."""

    cumulative: Tensor
    need: Tensor
    tokens: Tensor


def token_targets_from(offsets: NDArray[np.int64], record: Record) -> NDArray[np.float32]:
    """Mark reply tokens that overlap a labelled span; float32 [reply tokens, behaviours]."""
    names = rubric_labels().behaviours
    targets = np.zeros((len(offsets), len(names)), dtype=np.float32)
    for span in record.spans:
        inside = (offsets[:, 0] < span.end) & (offsets[:, 1] > span.start)
        targets[inside, names.index(span.behaviour)] = 1.0
    return targets


class ExampleMaker:
    """Encodes records, with the variations training asks for."""

    def __init__(self, encoder: PairEncoder, config: DataConfig) -> None:
        self._encoder = encoder
        self._config = config

    def plain(self, record: Record, soft: SoftTargets | None = None) -> Example:
        """Encode a record as it stands."""
        encoded = self._encoder.encode(TextPair(record.reply, record.customer))
        targets = token_targets_from(encoded.offsets, record)
        prefix = re.match(r"(?:DE-)?[A-Za-z]+", record.id)
        weight = self._config.weights.get(prefix.group(0) if prefix else "", 1.0)
        if soft is not None and len(soft.tokens) != encoded.tokens:
            soft = replace(soft, tokens=targets)  # typos cut tokens differently
        return Example(encoded, targets, record, weight, soft)

    def varied(self, record: Record, rng: random.Random, soft: SoftTargets | None) -> Example:
        """Encode a record with the small variations the recipe asks for."""
        return self.plain(vary(record, rng, self._config), soft)


def by_length(
    examples: Sequence[Example], tokens_per_batch: int, rng: random.Random | None
) -> Iterator[list[Example]]:
    """Group examples of similar length; with `rng` in random order, else longest first."""
    noise = rng.random if rng else lambda: 0.0
    order = sorted(examples, key=lambda e: e.length * (1 + 0.2 * noise()), reverse=True)
    groups: list[list[Example]] = [[]]
    widest = 0
    for example in order:
        widest = max(widest, example.length)
        if groups[-1] and widest * (len(groups[-1]) + 1) > tokens_per_batch:
            groups.append([])
            widest = example.length
        groups[-1].append(example)
    if rng:
        rng.shuffle(groups)
    yield from (group for group in groups if group)


def collate_inputs(rows: Sequence[Encoded]) -> NetworkInput:
    """Pad the first windows of some texts to one batch."""
    lengths = [int(row.attention_mask[0].sum()) for row in rows]
    shape = (len(rows), max(lengths))
    ids = np.full(shape, PAD, dtype=np.int64)
    masks = np.zeros((3, *shape), dtype=np.int64)
    for i, (row, n) in enumerate(zip(rows, lengths, strict=True)):
        ids[i, :n] = row.input_ids[0, :n]
        for j, name in enumerate(("attention_mask", "reply_mask", "customer_mask")):
            masks[j, i, :n] = getattr(row, name)[0, :n]
    return NetworkInput(torch.from_numpy(ids), *(torch.from_numpy(m) for m in masks))


def collate(examples: Sequence[Example]) -> Batch:
    """Pad examples to one batch."""
    inputs = collate_inputs([example.encoded for example in examples])
    columns = examples[0].token_targets.shape[1]
    targets = np.zeros((*inputs.input_ids.shape, columns), dtype=np.float32)
    for i, example in enumerate(examples):
        reply = int(example.encoded.reply_mask[0].sum())
        targets[i, 1 : 1 + reply] = example.token_targets[:reply]
    records = [example.record for example in examples]
    names = rubric_labels().behaviours
    present = [[float(name in r.behaviours) for name in names] for r in records]
    return Batch(
        inputs=inputs,
        levels=torch.tensor([r.levels for r in records]),
        need=torch.tensor([r.need for r in records]),
        token_targets=torch.from_numpy(targets),
        behaviours=torch.tensor(present),
        weights=torch.tensor([example.weight for example in examples]),
        soft=_soft(examples, targets),
    )


def _soft(examples: Sequence[Example], targets: NDArray[np.float32]) -> SoftBatch | None:
    """Stack the teacher's view; a record without one is its own teacher. None without any."""
    if all(example.soft is None for example in examples):
        return None
    softs = [example.soft or _hard(example) for example in examples]
    tokens = np.zeros_like(targets)
    for i, (example, soft) in enumerate(zip(examples, softs, strict=True)):
        reply = int(example.encoded.reply_mask[0].sum())
        tokens[i, 1 : 1 + reply] = soft.tokens[:reply]
    return SoftBatch(
        torch.from_numpy(np.stack([soft.cumulative for soft in softs])),
        torch.from_numpy(np.stack([soft.need for soft in softs])),
        torch.from_numpy(tokens),
    )


def _hard(example: Example) -> SoftTargets:
    labels = rubric_labels()
    levels = np.array(example.record.levels)[:, None]
    return SoftTargets(
        cumulative=(levels > np.arange(labels.levels - 1)).astype(np.float32),
        need=np.eye(labels.needs, dtype=np.float32)[example.record.need],
        tokens=example.token_targets,
    )

"""The torch network as a scorer of text pairs, for calibration and for checking the export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from models.encoding import Encoded, PairEncoder, merge_windows
from models.network import CoachNetwork, NetworkInput
from models.runtime import RawOutput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.prediction import TextPair


class TorchScorer:
    """Scores pairs in length-sorted batches and restores the order."""

    def __init__(self, network: CoachNetwork, encoder: PairEncoder, *, bf16: bool = False) -> None:
        self._network = network.eval()
        self._encoder = encoder
        self._bf16 = bf16
        self._device = next(network.parameters()).device

    def raw_many(
        self, pairs: Iterable[TextPair], *, tokens_per_batch: int = 4096
    ) -> list[RawOutput]:
        """Return one output a pair."""
        encoded = [self._encoder.encode(pair) for pair in pairs]
        order = sorted(range(len(encoded)), key=lambda i: -encoded[i].input_ids.shape[1])
        results: dict[int, RawOutput] = {}
        singles = [i for i in order if len(encoded[i].starts) == 1]
        for group in _groups(singles, encoded, tokens_per_batch):
            outputs = self._batch([encoded[i] for i in group])
            results.update(zip(group, outputs, strict=True))
        for i in order:
            if len(encoded[i].starts) > 1:
                results[i] = self._windows(encoded[i])
        return [results[i] for i in range(len(encoded))]

    def _batch(self, rows: Sequence[Encoded]) -> list[RawOutput]:
        width = max(row.input_ids.shape[1] for row in rows)
        names = ("input_ids", "attention_mask", "reply_mask", "customer_mask")
        fills = (1, 0, 0, 0)
        tensors = [
            torch.from_numpy(np.stack([_pad(getattr(row, name)[0], width, fill) for row in rows]))
            for name, fill in zip(names, fills, strict=True)
        ]
        output = self._run(NetworkInput(*(t.to(self._device) for t in tensors)), one=False)
        return [_raw(output, row, i, slice(i, i + 1)) for i, row in enumerate(rows)]

    def _windows(self, row: Encoded) -> RawOutput:
        names = ("input_ids", "attention_mask", "reply_mask", "customer_mask")
        tensors = [torch.from_numpy(getattr(row, name)).to(self._device) for name in names]
        return _raw(self._run(NetworkInput(*tensors), one=True), row, 0, slice(None))

    @torch.no_grad()
    def _run(self, batch: NetworkInput, *, one: bool) -> tuple[torch.Tensor, ...]:
        from models.export import OneText

        with torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=self._bf16):
            if one:
                output = OneText(self._network)(
                    batch.input_ids, batch.attention_mask, batch.reply_mask, batch.customer_mask
                )
            else:
                o = self._network(batch)
                output = (o.cumulative, o.need, o.tokens, o.behaviours, o.embedding)
        return tuple(t.float().cpu() for t in output)


def _raw(output: tuple[torch.Tensor, ...], row: Encoded, i: int, windows: slice) -> RawOutput:
    cumulative, need, tokens, behaviours, embedding = output
    return RawOutput(
        cumulative=cumulative[i].numpy(),
        need=need[i].numpy(),
        tokens=merge_windows(tokens[windows].numpy(), row),
        behaviours=behaviours[i].numpy(),
        embedding=embedding[i].numpy(),
        offsets=row.offsets,
    )


def _pad(values: np.ndarray, width: int, fill: int) -> np.ndarray:
    return np.pad(values, (0, width - len(values)), constant_values=fill)


def _groups(order: Sequence[int], rows: Sequence[Encoded], budget: int) -> Iterator[list[int]]:
    group: list[int] = []
    for i in order:
        width = rows[group[0] if group else i].input_ids.shape[1]
        if group and width * (len(group) + 1) > budget:
            yield group
            group = []
        group.append(i)
    if group:
        yield group

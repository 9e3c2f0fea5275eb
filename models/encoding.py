"""From texts to token windows: `<s> reply </s></s> customer </s>`.

The reply is read in windows of 384 tokens with stride 256; of the customer's text the first 48
and the last 48 tokens, since problems are named at the start and feelings often at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from models.prediction import TextPair

WINDOW = 384
STRIDE = 256
CUSTOMER_EDGE = 48

BOS, PAD, EOS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text pair as windows.

    Attributes:
        input_ids: int64 [windows, tokens], padded with 1.
        attention_mask: int64 [windows, tokens].
        reply_mask: int64 [windows, tokens], 1 on reply tokens.
        customer_mask: int64 [windows, tokens], 1 on customer tokens.
        starts: first reply token of each window, counted over the whole reply.
        offsets: int64 [reply tokens, 2], code points into the reply.

    """

    input_ids: NDArray[np.int64]
    attention_mask: NDArray[np.int64]
    reply_mask: NDArray[np.int64]
    customer_mask: NDArray[np.int64]
    starts: tuple[int, ...]
    offsets: NDArray[np.int64]

    @property
    def tokens(self) -> int:
        """Reply tokens over the whole reply."""
        return len(self.offsets)


class PairEncoder:
    """Turns text pairs into token windows with the trimmed XLM-R tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, path: Path) -> PairEncoder:
        """Read `tokenizer.json`."""
        return cls(Tokenizer.from_file(str(path)))

    def encode(self, pair: TextPair) -> Encoded:
        """Encode one pair; at least one (possibly empty) window."""
        reply = self._tokenizer.encode(pair.reply, add_special_tokens=False)
        customer = self._customer_ids(pair.customer)
        starts = window_starts(len(reply.ids))
        rows = [reply.ids[start : start + WINDOW] for start in starts]
        width = max(len(row) for row in rows) + len(customer) + (4 if customer else 2)
        shape = (len(rows), width)
        ids = np.full(shape, PAD, dtype=np.int64)
        attention, reply_mask, customer_mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for i, row in enumerate(rows):
            tail = [EOS, EOS, *customer, EOS] if customer else [EOS]
            sequence = [BOS, *row, *tail]
            ids[i, : len(sequence)] = sequence
            attention[i, : len(sequence)] = 1
            reply_mask[i, 1 : 1 + len(row)] = 1
            first = len(row) + 3
            customer_mask[i, first : first + len(customer)] = 1
        offsets = np.asarray(reply.offsets, dtype=np.int64).reshape(-1, 2)
        return Encoded(ids, attention, reply_mask, customer_mask, starts, offsets)

    def _customer_ids(self, text: str) -> list[int]:
        if not text:
            return []
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        if len(ids) <= 2 * CUSTOMER_EDGE:
            return ids
        return ids[:CUSTOMER_EDGE] + ids[-CUSTOMER_EDGE:]


def window_starts(tokens: int) -> tuple[int, ...]:
    """Return where windows begin so that every token is read."""
    if tokens <= WINDOW:
        return (0,)
    count = 1 + -(-(tokens - WINDOW) // STRIDE)
    return tuple(i * STRIDE for i in range(count))


def merge_windows(values: NDArray[np.floating], encoded: Encoded) -> NDArray[np.float64]:
    """Average overlapping window rows into one row a reply token.

    Args:
        values: [windows, tokens, columns] as the network returns them.
        encoded: the windows they belong to.

    Returns:
        float64 [reply tokens, columns].

    """
    total = np.zeros((encoded.tokens, values.shape[-1]), dtype=np.float64)
    seen = np.zeros((encoded.tokens, 1), dtype=np.float64)
    for i, start in enumerate(encoded.starts):
        length = int(encoded.reply_mask[i].sum())
        total[start : start + length] += values[i, 1 : 1 + length]
        seen[start : start + length] += 1
    return total / np.maximum(seen, 1)

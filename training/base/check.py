"""Proof that a rebuilt base is the one the released weights were trained from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from training.records import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tokenizers import Tokenizer

EXPECTED = Path(__file__).parents[1] / "data" / "base_check.json"


@dataclass(frozen=True, slots=True)
class BaseCheck:
    """What the base must come to.

    Attributes:
        tensors: SHA-256 over names, shapes and fp16 values.
        token_ids: sentences of our own with the ids they split into.

    """

    tensors: str
    token_ids: Mapping[str, list[int]]

    @classmethod
    def load(cls, path: Path = EXPECTED) -> BaseCheck:
        """Read the frozen values."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def differing(self, tokenizer: Tokenizer) -> list[str]:
        """Return the sentences that a tokenizer splits differently."""
        return [
            text
            for text, ids in self.token_ids.items()
            if tokenizer.encode(text, add_special_tokens=False).ids != ids
        ]

    def confirm(self, weights: Mapping[str, torch.Tensor], tokenizer: Tokenizer) -> None:
        """Raise DataError where weights or tokenizer are not the expected ones."""
        found = fingerprint(weights)
        if found != self.tensors:
            message = (
                f"the rebuilt weights hash to {found[:12]}…, not {self.tensors[:12]}…; released "
                "weights would not be reproduced. Is training/data/kept_piece_ids.json "
                "as it was committed?"
            )
            raise DataError(message)
        differing = self.differing(tokenizer)
        if differing:
            message = (
                f"the rebuilt tokenizer splits {differing[0]!r} differently; "
                "install the tokenizers version of the constraints file"
            )
            raise DataError(message)


def fingerprint(weights: Mapping[str, torch.Tensor]) -> str:
    """Return the SHA-256 of all weights as fp16, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        half = weights[name].to(torch.float16).contiguous()
        digest.update(f"{name}{tuple(half.shape)}".encode())
        digest.update(half.numpy().tobytes())
    return digest.hexdigest()

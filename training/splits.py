"""The frozen split: situations, never single rows, go to train, cal or dev.

The hash rule was applied once; `training/data/splits.json` is what counts ever after, and a
situation it does not name belongs to train.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.records import Record

Split = Literal["train", "cal", "dev"]

SPLITS_PATH = Path(__file__).parent / "data" / "splits.json"
_WIDE = ("ADV-", "BCON-")


def situation_of(record_id: str) -> str:
    """Return the situation behind a record id: no final letter, no `DE-` prefix."""
    return re.sub(r"(?<=\d)[a-z]$", "", record_id).removeprefix("DE-")


def split_by_hash(situation: str) -> Split:
    """Apply the hash rule; the hard cases and booking dialogues have a larger dev share."""
    share = int(hashlib.sha1(situation.encode(), usedforsecurity=False).hexdigest(), 16) % 100
    dev, cal = (30, 50) if situation.startswith(_WIDE) else (12, 24)
    if share < dev:
        return "dev"
    return "cal" if share < cal else "train"


def freeze(records: Iterable[Record], path: Path = SPLITS_PATH) -> dict[str, Split]:
    """Write cal and dev situations of the founding corpus; done once."""
    situations = sorted({situation_of(record.id) for record in records})
    splits = {name: split_by_hash(name) for name in situations}
    held_out: dict[str, Split] = {name: split for name, split in splits.items() if split != "train"}
    path.write_text(json.dumps(held_out, indent=0) + "\n", encoding="utf-8")
    return held_out


class FrozenSplits:
    """Says to which split a record belongs."""

    def __init__(self, held_out: dict[str, Split]) -> None:
        self._held_out = held_out

    @classmethod
    def load(cls, path: Path = SPLITS_PATH) -> FrozenSplits:
        """Read the frozen file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def of(self, record_id: str) -> Split:
        """Return the split of a record."""
        return self._held_out.get(situation_of(record_id), "train")

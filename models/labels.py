"""The names behind the network's output columns, kept beside the weights as `labels.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from models.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Labels:
    """Column order of every head.

    Attributes:
        dimensions: the ordinal heads, in order.
        levels: classes of each ordinal head (level 0 first).
        needs: classes of the need head.
        behaviours: columns of the token head.
        negatives: the behaviours that count against a reply.

    """

    dimensions: tuple[str, ...]
    levels: int
    needs: int
    behaviours: tuple[str, ...]
    negatives: frozenset[str]

    def save(self, path: Path) -> None:
        """Write the labels as JSON."""
        data = {**asdict(self), "negatives": sorted(self.negatives)}
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Labels:
        """Read labels; ModelError if the file is not what it should be."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                dimensions=tuple(data["dimensions"]),
                levels=int(data["levels"]),
                needs=int(data["needs"]),
                behaviours=tuple(data["behaviours"]),
                negatives=frozenset(data["negatives"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{path} does not hold labels ({error}); copy the weights folder again"
            raise ModelError(message) from error

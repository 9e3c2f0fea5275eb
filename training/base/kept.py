"""Which of the 250,002 pieces are kept, in their new order."""

from __future__ import annotations

import json
from pathlib import Path

from training.records import DataError

KEPT = Path(__file__).parents[1] / "data" / "kept_piece_ids.json"


def kept_ids(path: Path = KEPT) -> list[int]:
    """Read the kept ids; the first four are the special pieces, which the network counts on."""
    ids = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(ids, list) or ids[:4] != [0, 1, 2, 3] or len(set(ids)) != len(ids):
        message = f"{path} must be a list of different piece ids that starts with 0, 1, 2, 3"
        raise DataError(message)
    return [int(i) for i in ids]

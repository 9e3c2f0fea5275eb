"""Out-of-fold outputs: what a model says of records it was not trained on.

They serve twice: as evidence for the thresholds of negative behaviours, and as soft targets that a
student learns beside the labels (an ensemble distilled without ever teaching it its own answers).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.calibration import sigmoid
from models.runtime import RawOutput
from training.fit.batches import SoftTargets
from training.splits import situation_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SALT = "fold:"


def fold_of(record_id: str, folds: int) -> int:
    """Assign a record's situation to a fold."""
    digest = hashlib.sha256(f"{_SALT}{situation_of(record_id)}".encode()).hexdigest()
    return int(digest, 16) % folds


def save_outputs(outputs: Mapping[str, RawOutput], path: Path) -> None:
    """Keep raw outputs by record id."""
    rows = {
        key: {
            "cumulative": torch.from_numpy(np.asarray(raw.cumulative, dtype=np.float32)),
            "need": torch.from_numpy(np.asarray(raw.need, dtype=np.float32)),
            "tokens": torch.from_numpy(raw.tokens.astype(np.float32)),
            "behaviours": torch.from_numpy(np.asarray(raw.behaviours, dtype=np.float32)),
        }
        for key, raw in outputs.items()
    }
    torch.save(rows, path)


def load_outputs(path: Path) -> dict[str, dict[str, np.ndarray]]:
    """Read raw outputs by record id."""
    rows = torch.load(path, weights_only=True)
    return {key: {k: v.numpy() for k, v in row.items()} for key, row in rows.items()}


def soft_targets(outputs: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, SoftTargets]:
    """Turn raw outputs into teacher probabilities."""
    result = {}
    for key, row in outputs.items():
        odds = np.exp(row["need"] - row["need"].max())
        result[key] = SoftTargets(
            cumulative=sigmoid(row["cumulative"]).astype(np.float32),
            need=(odds / odds.sum()).astype(np.float32),
            tokens=sigmoid(row["tokens"]).astype(np.float32),
        )
    return result

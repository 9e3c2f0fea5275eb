"""The recipe of a run, read from TOML."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from training.records import DataError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class OptimiserConfig:
    """AdamW with layer-wise decayed learning rates and a linear schedule.

    Lower layers learn slower (`layer_decay` a layer), heads at `head_lr`; word embeddings and the
    first `frozen_layers` stay as they are. `average_from` is the share of steps after which weights
    are averaged (SWA).
    """

    epochs: float = 6.0
    lr: float = 1e-4
    head_lr: float = 6e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.02
    warmup: float = 0.08
    clip: float = 5.0
    average_from: float = 0.8
    frozen_layers: int = 0


@dataclass(frozen=True, slots=True)
class LossConfig:
    """Weights of the parts of the loss."""

    level: float = 1.0
    need: float = 0.35
    token: float = 1.0
    behaviour: float = 0.5
    token_positive: float = 3.0
    smoothing: float = 0.02
    distil: float = 0.0
    contrastive: float = 0.0
    temperature: float = 0.07


@dataclass(frozen=True, slots=True)
class DataConfig:
    """How records become batches.

    `tokens_per_batch` bounds rows × longest row; the rates are shares of replies that lose their
    customer's message, get typos, another name, a neutral sentence. `weights` multiplies the loss
    of records by source, as it stands before the first digit of the record id ("ADV", "IBM", …).
    """

    tokens_per_batch: int = 2560
    customer_dropout: float = 0.2
    typo_rate: float = 0.1
    name_rate: float = 0.0
    neutral_rate: float = 0.0
    weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FitConfig:
    """A whole run."""

    name: str = "fit"
    seed: int = 1
    dropout: float = 0.1
    bf16: bool = True
    optimiser: OptimiserConfig = OptimiserConfig()
    loss: LossConfig = LossConfig()
    data: DataConfig = DataConfig()


def load_config(path: Path) -> FitConfig:
    """Read a recipe; DataError names an unknown key."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = {"optimiser": OptimiserConfig, "loss": LossConfig, "data": DataConfig}
    parts = {name: _build(cls, table.pop(name, {}), path, name) for name, cls in sections.items()}
    config: FitConfig = _build(FitConfig, {**table, **parts}, path, "the top level")
    return config


def _build(cls: type[Any], table: dict[str, Any], path: Path, where: str) -> Any:  # noqa: ANN401
    known = {entry.name for entry in fields(cls)}
    unknown = sorted(set(table) - known)
    if unknown:
        message = f"{path.name}: {where} does not know {unknown}; it knows {sorted(known)}"
        raise DataError(message)
    return cls(**table)

"""From raw logits to probabilities and thresholds, as fitted on the calibration split."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class OrdinalCalibration:
    """Temperature and one shift a cut for an ordinal head (Guo et al., ICML 2017, per cut).

    `confidence` is the largest-class probability below which the dimension abstains.
    """

    temperature: float = 1.0
    shifts: tuple[float, ...] = (0.0, 0.0, 0.0)
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class NeedCalibration:
    """Temperature and one shift a class for the need head."""

    temperature: float = 1.0
    shifts: tuple[float, ...] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class BehaviourCalibration:
    """Scale and shift of a behaviour's logit (Platt 1999), and where it is shown.

    `check` is the probability from which the behaviour is marked at all; `inline` the one from
    which an agent sees it while typing, None where the required precision cannot be reached;
    `token` the probability from which a token belongs to the passage; `precision_low` the lower
    95 % bound of the precision measured at `inline`.
    """

    scale: float = 1.0
    shift: float = 0.0
    check: float = 0.5
    inline: float | None = 0.5
    token: float = 0.4
    precision_low: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything `calibration.json` holds, in the order of `labels.json`."""

    levels: tuple[OrdinalCalibration, ...]
    need: NeedCalibration
    behaviours: tuple[BehaviourCalibration, ...]

    @classmethod
    def neutral(cls, dimensions: int, behaviours: int) -> Calibration:
        """Return a calibration that changes nothing."""
        return cls(
            (OrdinalCalibration(),) * dimensions,
            NeedCalibration(),
            (BehaviourCalibration(),) * behaviours,
        )

    def level_probabilities(self, cumulative: NDArray[Any]) -> NDArray[np.float64]:
        """Turn cumulative logits [..., dimensions, cuts] into [..., dimensions, levels]."""
        temperature = np.array([head.temperature for head in self.levels])[:, None]
        shifts = np.array([head.shifts for head in self.levels])
        logits = cumulative.astype(np.float64) / temperature + shifts
        above = np.minimum.accumulate(sigmoid(logits), axis=-1)
        ends = np.ones_like(above[..., :1])
        padded = np.concatenate([ends, above, 0 * ends], axis=-1)
        probabilities: NDArray[np.float64] = padded[..., :-1] - padded[..., 1:]
        return probabilities

    def need_probabilities(self, logits: NDArray[Any]) -> NDArray[np.float64]:
        """Turn need logits [..., needs] into probabilities."""
        scaled = logits.astype(np.float64) / self.need.temperature + np.array(self.need.shifts)
        scaled -= scaled.max(axis=-1, keepdims=True)
        odds = np.exp(scaled)
        probabilities: NDArray[np.float64] = odds / odds.sum(axis=-1, keepdims=True)
        return probabilities

    def behaviour_probabilities(self, logits: NDArray[Any]) -> NDArray[np.float64]:
        """Turn behaviour logits [..., behaviours] into probabilities."""
        scale = np.array([head.scale for head in self.behaviours])
        shift = np.array([head.shift for head in self.behaviours])
        return sigmoid(logits.astype(np.float64) * scale + shift)

    def save(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read `calibration.json`; ModelError if it is not one."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                tuple(OrdinalCalibration(**_tuples(head)) for head in data["levels"]),
                NeedCalibration(**_tuples(data["need"])),
                tuple(BehaviourCalibration(**head) for head in data["behaviours"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{path} does not hold a calibration ({error}); copy the weights folder again"
            raise ModelError(message) from error


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}


def sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logistic function, safe for large values."""
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(values, -60.0, 60.0)))
    return result

"""What an audit shows of one agent's replies: levels given, behaviours seen, the way it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from coach.audit.counted import applies
from coach.contracts import DIMENSIONS
from coach.statistics.bootstrap import LEAST_CLUSTERS, Estimate, interval_of, means, replicate

if TYPE_CHECKING:
    from coach.contracts import Dimension

Direction = Literal["up", "down", "early"]
LEAST_HALF: Final = LEAST_CLUSTERS
"""Conversations in each half of the time before a trend is worth a sentence."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a mean score from the earlier half of the conversations to the later, points.

    `early` means too early to say: there are too few, or the 95 % interval includes zero.
    """

    direction: Direction
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension: mean score with its interval, how often it was given where asked for."""

    dimension: Dimension
    score: Estimate
    given: int
    asked: int
    change: Change


@dataclass(frozen=True, slots=True)
class BehaviourCount:
    """In how many replies a behaviour was seen, of those in which its dimension was called for."""

    behaviour: str
    seen: int
    asked: int


def dimension_lines(rows: list[dict[str, Any]]) -> tuple[DimensionLine, ...]:
    """Return the lines of the three dimensions; `rows` are the agent's turns, oldest first."""
    return tuple(_line(name, [row for row in rows if applies(row, name)]) for name in DIMENSIONS)


def behaviour_counts(
    rows: list[dict[str, Any]], dimension_of: dict[str, Dimension]
) -> dict[str, BehaviourCount]:
    """Count the behaviours that earn, over the turns in which their dimension was called for."""
    shown = [{mark["id"] for mark in row["behaviours"]} for row in rows]
    counts = {}
    for behaviour, name in dimension_of.items():
        asked = [place for place, row in enumerate(rows) if applies(row, name)]
        seen = sum(behaviour in shown[place] for place in asked)
        counts[behaviour] = BehaviourCount(behaviour, seen, len(asked))
    return counts


def _line(name: Dimension, rows: list[dict[str, Any]]) -> DimensionLine:
    places = {id: n for n, id in enumerate(dict.fromkeys(row["conversation_id"] for row in rows))}
    sums, counts = np.zeros((len(places), 1)), np.zeros((len(places), 1))
    for row in rows:
        sums[places[row["conversation_id"]]] += row[f"{name}_score"]
        counts[places[row["conversation_id"]]] += 1
    score = means(sums, counts)[0] if rows else Estimate(None, None, None, 0, 0)
    given = sum(row[f"{name}_verdict"] == "given" for row in rows)
    dated = all(row["time"] is not None for row in rows)
    change = _change(sums, counts) if dated else _EARLY
    return DimensionLine(name, score, given, len(rows), change)


_EARLY: Final = Change("early", None, None, None)


def _change(sums: np.ndarray, counts: np.ndarray) -> Change:
    """Compare the halves; conversations stand in their order of time."""
    half = len(sums) // 2
    if half < LEAST_HALF:
        return _EARLY
    late = (np.arange(len(sums)) >= half).astype(float)[:, None]
    split_sums = np.concatenate([sums * (1 - late), sums * late], axis=1)
    split_counts = np.concatenate([counts * (1 - late), counts * late], axis=1)
    drawn = replicate(split_sums, split_counts)
    low, high = interval_of(drawn[:, 1] - drawn[:, 0])
    before, after = split_sums.sum(axis=0) / split_counts.sum(axis=0)
    if low > 0:
        return Change("up", float(after - before), low, high)
    if high < 0:
        return Change("down", float(after - before), low, high)
    return Change("early", float(after - before), low, high)

"""The monthly pulse: three questions, counts alone, shown from five answers up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTIONS: Final = 3
SCALE: Final = (1, 2, 3, 4, 5)
LEAST_ANSWERS: Final = 5


@dataclass(frozen=True, slots=True)
class Pulse:
    """One month: `means` (1–5) by question and `answers`, None below five answers."""

    month: dt.date
    answers: int | None
    means: tuple[float | None, ...]


def month_of(day: dt.date) -> dt.date:
    """Return the first day of a month."""
    return day.replace(day=1)


def pulse_of(month: dt.date, counts: Mapping[tuple[int, int], int]) -> Pulse:
    """Return what may be shown of a month's counts."""
    totals = [sum(counts.get((q, a), 0) for a in SCALE) for q in range(QUESTIONS)]
    if min(totals) < LEAST_ANSWERS:
        return Pulse(month, None, (None,) * QUESTIONS)
    means = tuple(
        sum(a * counts.get((q, a), 0) for a in SCALE) / totals[q] for q in range(QUESTIONS)
    )
    return Pulse(month, min(totals), means)

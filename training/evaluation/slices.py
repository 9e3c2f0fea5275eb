"""The parts of dev that are reported apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.records import Record

_ORDINARY_WRITTEN = ("DE7-", "EN4-")


@dataclass(frozen=True, slots=True)
class Slice:
    """A named part of dev with the targets that belong to it."""

    name: str
    title: str
    holds: Callable[[Record], bool]
    kappa: float | None = None
    exact: float | None = None
    within_one: float | None = None


def _fresh(record: Record, language: str) -> bool:
    ordinary = record.id.startswith((*_ORDINARY_WRITTEN, "ADV-", "DE-IBM"))
    return record.source == "written" and not ordinary and record.language == language


SLICES = (
    Slice("fresh_de", "written, German", lambda r: _fresh(r, "de"), 0.80, 0.72, 0.98),
    Slice("fresh_en", "written, English", lambda r: _fresh(r, "en"), 0.80, 0.72, 0.98),
    Slice("ordinary_en", "real replies, English", lambda r: r.source == "ibm_care", 0.55),
    Slice(
        "ordinary_de",
        "ordinary replies, German",
        lambda r: r.source == "transfer" or r.id.startswith("DE7-"),
        0.55,
    ),
    Slice("ordinary_en_written", "ordinary written, English", lambda r: r.id.startswith("EN4-")),
    Slice(
        "booking_de", "booking dialogues, German", lambda r: r.id.startswith("BCON-de"), None, 0.75
    ),
    Slice("booking_en", "booking dialogues, English", lambda r: r.id.startswith("BCON-en")),
    Slice("hard", "hard cases", lambda r: r.id.startswith("ADV-"), 0.65),
    Slice("all", "all of dev", lambda _r: True),
)

"""Labelled exchanges as read from disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach.contracts import DIMENSIONS
from coach.errors import CoachError
from coach.rubric import BEHAVIOUR_IDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class DataError(CoachError):
    """A record that breaks the form; the message names file, line and rule."""

    code = "data"


@dataclass(frozen=True, slots=True)
class SpanLabel:
    """One marked passage; code-point offsets into the reply, half-open."""

    behaviour: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Record:
    """One reply with its labels.

    `levels` are those of empathy, hospitality, authenticity (0–3), `need` is 0–2.
    """

    id: str
    language: str
    channel: str
    source: str
    customer: str
    reply: str
    need: int
    levels: tuple[int, int, int]
    spans: tuple[SpanLabel, ...]
    situation: str | None = None

    @property
    def behaviours(self) -> frozenset[str]:
        """Behaviours marked anywhere in the reply."""
        return frozenset(span.behaviour for span in self.spans)


def read_records(path: Path) -> Iterator[Record]:
    """Read a JSONL file of the rubric's record form; DataError names the bad line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield parse_record(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    message = f"{path.name}, line {number}: {error}"
                    raise DataError(message) from error


def parse_record(row: dict[str, Any]) -> Record:
    """Check one record and turn quoted spans into offsets; ValueError says what is wrong."""
    levels = tuple(int(row[name]) for name in DIMENSIONS)
    if any(not 0 <= level <= 3 for level in levels):
        message = f"{row['id']}: levels {levels} must lie in 0–3"
        raise ValueError(message)
    need = int(row["need"])
    if not 0 <= need <= 2:
        message = f"{row['id']}: need {need} must lie in 0–2"
        raise ValueError(message)
    return Record(
        id=row["id"],
        language=row["lang"],
        channel=row["channel"],
        source=row.get("source", "written"),
        customer=row["customer"],
        reply=row["reply"],
        need=need,
        levels=(levels[0], levels[1], levels[2]),
        spans=tuple(_span(entry, row) for entry in row["spans"]),
        situation=row.get("situation"),
    )


def _span(entry: list[Any], row: dict[str, Any]) -> SpanLabel:
    behaviour = entry[0]
    if behaviour not in BEHAVIOUR_IDS:
        message = f"{row['id']}: {behaviour!r} is no behaviour of the rubric"
        raise ValueError(message)
    if len(entry) == 3:
        return SpanLabel(behaviour, int(entry[1]), int(entry[2]))
    start = row["reply"].find(entry[1])
    if start < 0 or not entry[1]:
        message = f"{row['id']}: the quote {entry[1]!r} is not in the reply"
        raise ValueError(message)
    return SpanLabel(behaviour, start, start + len(entry[1]))

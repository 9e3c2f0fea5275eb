"""The formats that can be read, in the order they are tried."""

from __future__ import annotations

from typing import Final

from coach.transcripts.format import Format
from coach.transcripts.formats.airlines import AIRLINES
from coach.transcripts.formats.csv_table import CSV
from coach.transcripts.formats.jsonl import JSONL
from coach.transcripts.formats.twcs import TWCS

FORMATS: Final[tuple[Format, ...]] = (
    TWCS,
    AIRLINES,
    JSONL,
    CSV,
)

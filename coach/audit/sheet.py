"""`scores.csv`: the turns for a spreadsheet, safe to open."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq

from coach.audit.files import replacing
from coach.audit.schema import SCORES
from coach.cells import safe_cell

if TYPE_CHECKING:
    from pathlib import Path

_LEFT_OUT: Final = frozenset({"position"})
COLUMNS: Final = tuple(
    name for name in SCORES.names if not name.endswith("_p") and name not in _LEFT_OUT
)


def write_sheet(scores: Path, target: Path) -> None:
    """Write a Parquet file of turns as CSV, with a byte order mark so that umlauts survive."""
    with pq.ParquetFile(scores) as file, replacing(target) as out:
        text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for batch in file.iter_batches(batch_size=2048, columns=list(COLUMNS)):
            writer.writerows([_cell(row[name]) for name in COLUMNS] for row in batch.to_pylist())
        text.detach()


def _cell(value: Any) -> object:  # noqa: ANN401 - any value of a row
    if isinstance(value, str):
        return safe_cell(value)
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, list):
        return safe_cell("; ".join(f"{one['polarity']}{one['id']}: {one['text']}" for one in value))
    return value

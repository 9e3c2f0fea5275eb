"""Make a large audit out of a real one: its rows again and again under new ids.

`python -m tests.grown_audit AUDIT TARGET 50000` writes a folder that `coach huddle` and
`coach plan` read, to measure their time and memory; nothing of it is kept in the repository.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

IDS = ("conversation_id", "turn_id")


def grow(source: Path, target: Path, replies: int) -> int:
    """Write an audit with at least so many replies; return how many it has."""
    target.mkdir(parents=True)
    for name in ("manifest.json", "macros.parquet"):
        shutil.copy2(source / name, target / name)
    scores = pq.read_table(source / "scores.parquet")
    conversations = pq.read_table(source / "conversations.parquet")
    rounds = -(-replies // scores.num_rows)
    step = pc.max(conversations["position"]).as_py() + 1
    for name, table in (("scores", scores), ("conversations", conversations)):
        with pq.ParquetWriter(target / f"{name}.parquet", table.schema, compression="zstd") as out:
            for number in range(rounds):
                out.write_table(_renamed(table, number, number * step))
    return rounds * scores.num_rows


def _renamed(table: pa.Table, number: int, shift: int) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.name in IDS:
            new = pc.binary_join_element_wise(table[field.name], str(number), "~")
            table = table.set_column(place, field, new)
        elif field.name == "position":
            table = table.set_column(place, field, pc.add(table["position"], shift))
    return table


if __name__ == "__main__":
    print(grow(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))  # noqa: T201

"""From finished chunks to the results: one pass to see what there is, one to write it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from coach.audit.columns import Spread, is_outcome, why_left_out
from coach.audit.files import digest_of, replacing
from coach.audit.macros import Macros, find_macros
from coach.audit.names import OUTPUTS
from coach.audit.prefixes import OUTCOME_PREFIX, SEGMENT_PREFIX
from coach.audit.schema import (
    CONVERSATION,
    SCORES,
    conversations_schema,
)
from coach.audit.scorer import REJECTED
from coach.audit.sheet import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.audit.options import AuditOptions
    from models.prediction import Classifier

_GROUP: Final = 8192
"""Rows written at a time."""


@dataclass(slots=True)
class Survey:
    """What the first pass over the chunks finds out."""

    outcomes: dict[str, None] = field(default_factory=dict)
    spreads: dict[str, Spread] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)

    def see(self, table: pa.Table, options: AuditOptions) -> None:
        """Take in one chunk."""
        for columns in table.column("columns").to_pylist():
            for name, value in columns:
                if is_outcome(name, options.outcomes):
                    self.outcomes[name] = None
                else:
                    self.spreads.setdefault(name, Spread()).see(value)
        self.reasons.update(one["reason"] for one in rejected_in(table))


@dataclass(frozen=True, slots=True)
class Columns:
    """Which further columns are written, and why others are not."""

    outcomes: tuple[str, ...]
    segments: tuple[str, ...]
    left_out: Mapping[str, str]


def finish(
    chunks: Sequence[Path], folder: Path, options: AuditOptions, classifier: Classifier
) -> tuple[Columns, dict[str, str]]:
    """Write all results of a run; return its columns and the digest of each file."""
    survey = Survey()
    for path in chunks:
        survey.see(pq.read_table(path, columns=["columns"]), options)
    columns = choose_columns(survey, options)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    try:
        macros = find_macros(chunks, classifier, work=work)
    finally:
        _remove(work)
    _write_table(folder / "macros.parquet", iter([macros.table]), macros.table.schema)
    scores = (_scores(table, macros) for table in _tables(chunks))
    _write_table(folder / "scores.parquet", scores, SCORES)
    schema = conversations_schema(columns.outcomes, columns.segments)
    conversations = (_conversations(table, schema) for table in _tables(chunks))
    _write_table(folder / "conversations.parquet", conversations, schema)
    _write_rejected(folder / "rejected.jsonl", chunks)
    write_sheet(folder / "scores.parquet", folder / "scores.csv")
    return columns, {name: digest_of(folder / name) for name in OUTPUTS}


def choose_columns(survey: Survey, options: AuditOptions) -> Columns:
    """Decide which columns become outcomes and segments."""
    kept, left_out = [], {}
    for name, spread in survey.spreads.items():
        why = None if name in options.segments else why_left_out(name, spread)
        if why:
            left_out[name] = why
        else:
            kept.append(name)
    return Columns(tuple(sorted(survey.outcomes)), tuple(sorted(kept)), left_out)


def rejected_in(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rejected records that lie in a chunk."""
    found: list[dict[str, Any]] = json.loads(table.schema.metadata[REJECTED])
    return found


def _tables(chunks: Sequence[Path]) -> Iterator[pa.Table]:
    for path in chunks:
        yield pq.read_table(path)


def _scores(table: pa.Table, macros: Macros) -> pa.Table:
    """Take the turns out of a chunk, each with its macro."""
    turns = pa.Table.from_struct_array(table.column("scores").combine_chunks().flatten())
    forms = table.column("fingerprints").combine_chunks().flatten().field("exact").to_pylist()
    found = pa.array([macros.by_form.get(form) for form in forms], pa.int32())
    place = SCORES.get_field_index("macro")
    return turns.set_column(place, "macro", found).cast(SCORES)


def _conversations(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Take the conversations out of a chunk, with their further columns side by side."""
    further = [dict(columns) for columns in table.column("columns").to_pylist()]
    arrays = [table.column(name) for name in CONVERSATION.names]
    for name in schema.names[len(CONVERSATION) :]:
        if name.startswith(OUTCOME_PREFIX):
            texts = [row.get(name.removeprefix(OUTCOME_PREFIX)) for row in further]
            numbers = [None if text is None else float(text) for text in texts]
            arrays.append(pa.array(numbers, pa.float64()))
        else:
            plain = name.removeprefix(SEGMENT_PREFIX)
            arrays.append(pa.array([row.get(plain) for row in further], pa.string()))
    return pa.Table.from_arrays(arrays, names=schema.names).cast(schema)


def _write_table(path: Path, tables: Iterator[pa.Table], schema: pa.Schema) -> None:
    """Write a Parquet file piece by piece; it has its name only when it is whole."""
    with replacing(path) as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        waiting: list[pa.Table] = []
        for table in tables:
            waiting.append(table)
            if sum(one.num_rows for one in waiting) >= _GROUP:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))


def _write_rejected(path: Path, chunks: Sequence[Path]) -> None:
    with replacing(path) as out:
        for chunk in chunks:
            for one in rejected_in(pq.read_table(chunk, columns=[])):
                out.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

"""`coach-train prepare`: the corpus as three JSONL files, split by situation."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from training.corpus import Corpus
from training.records import Record, SpanLabel

if TYPE_CHECKING:
    from pathlib import Path

SPLITS = ("train", "cal", "dev")


def write_corpus(corpus: Corpus, out: Path) -> dict[str, int]:
    """Write one file a split; return rows by split."""
    out.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name in SPLITS:
        records = corpus.split(name)  # type: ignore[arg-type]
        lines = [json.dumps(asdict(record), ensure_ascii=False) + "\n" for record in records]
        (out / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
        counts[name] = len(records)
    return counts


def read_corpus(folder: Path) -> Corpus:
    """Read what `write_corpus` wrote."""
    parts = {name: tuple(_read(folder / f"{name}.jsonl")) for name in SPLITS}
    return Corpus(**parts)


def _read(path: Path) -> list[Record]:
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["spans"] = tuple(SpanLabel(**span) for span in row["spans"])
        row["levels"] = tuple(row["levels"])
        records.append(Record(**row))
    return records

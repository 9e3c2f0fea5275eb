"""Assemble the corpus: our own exchanges, and real replies whose text the user brings along."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.text.normalise import normalise
from training.records import DataError, Record, SpanLabel, parse_record, read_records
from training.splits import FrozenSplits, Split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA = Path(__file__).parent / "data"
PUBLIC_SETS = ("ibm_care", "bcontrast")

_ARCHIVE = "https://web.archive.org/web/"


def mask(text: str) -> str:
    """Mask a public original the way the labels were made; idempotent."""
    text = re.sub(r"https?://\S+", "<link>", text)
    text = re.sub(r"^(?:\s*@\w+)+", "", text) if not text.startswith("@brand") else text
    text = re.sub(r"[\w.+-]+@[\w-]+\.[\w.]+", "<email>", text)
    text = re.sub(r"@\w+", "@brand", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def key(customer: str, reply: str) -> str:
    """Return the key under which a real reply's labels are kept."""
    return hashlib.sha256(f"{customer}\x1f{reply}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PublicText:
    """A real exchange after masking."""

    customer: str
    reply: str


def read_public(path: Path) -> Iterator[PublicText]:
    """Read real exchanges from JSON or JSONL: our masked form, or IBM's original one."""
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if text.lstrip().startswith("[") else map(json.loads, text.splitlines())
    for row in rows:
        if "reply" in row:
            yield PublicText(row["customer"], row["reply"])
        elif "agentURL" in row:
            yield _ibm_original(row)
        else:
            message = f"{path.name}: a row has neither 'reply' nor 'agentURL'; see data/README.md"
            raise DataError(message)


def _ibm_original(row: dict[str, Any]) -> PublicText:
    def clean(value: str) -> str:
        return mask(value.replace(_ARCHIVE, "https://"))

    return PublicText(clean(row["dialogContent"][-1]), clean(row["agentURL"]["url_utterance"]))


def label_row(record: Record) -> dict[str, Any]:
    """Return a record's labels without its text."""
    return {
        "key": key(record.customer, record.reply),
        "id": record.id,
        "lang": record.language,
        "channel": record.channel,
        "source": record.source,
        "need": record.need,
        "empathy": record.levels[0],
        "hospitality": record.levels[1],
        "authenticity": record.levels[2],
        "spans": [[span.behaviour, span.start, span.end] for span in record.spans],
    }


def join_labels(labels: Path, texts: Iterable[PublicText]) -> list[Record]:
    """Join labels kept by hash with the texts they belong to; labels without text are left out."""
    by_key = {key(text.customer, text.reply): text for text in texts}
    records = []
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = by_key.get(row["key"])
        if text is not None:
            records.append(parse_record({**row, "customer": text.customer, "reply": text.reply}))
    return records


def own_records() -> list[Record]:
    """Read every exchange written for this project."""
    return [r for path in sorted((DATA / "written").glob("*.jsonl")) for r in read_records(path)]


def public_records(folder: Path) -> list[Record]:
    """Read the labelled real replies whose texts lie under `folder`."""
    records = []
    for name in PUBLIC_SETS:
        files = sorted((folder / name).glob("*.json*"))
        texts = [text for file in files for text in read_public(file)]
        records += join_labels(DATA / "labels" / f"{name}.jsonl", texts)
    return records


@dataclass(frozen=True, slots=True)
class Corpus:
    """All records by split."""

    train: tuple[Record, ...]
    cal: tuple[Record, ...]
    dev: tuple[Record, ...]

    def split(self, name: Split) -> tuple[Record, ...]:
        """Return one split by name."""
        return {"train": self.train, "cal": self.cal, "dev": self.dev}[name]


def normalised(record: Record) -> Record:
    """Clean a record's texts the way requests are cleaned, and move its spans along."""
    reply = normalise(record.reply)
    spans = tuple(
        SpanLabel(span.behaviour, *reply.span_from_original(span.start, span.end))
        for span in record.spans
    )
    customer = normalise(record.customer).text
    return replace(record, customer=customer, reply=reply.text, spans=spans)


def load_corpus(public: Path | None) -> Corpus:
    """Assemble the corpus; without `public` only our own exchanges."""
    records = own_records() + (public_records(public) if public else [])
    splits = FrozenSplits.load()
    parts: dict[Split, list[Record]] = {"train": [], "cal": [], "dev": []}
    for record in records:
        parts[splits.of(record.id)].append(normalised(record))
    return Corpus(tuple(parts["train"]), tuple(parts["cal"]), tuple(parts["dev"]))

"""JSON lines (or an array) of one's own: a conversation with its messages, or a message each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.fields import FieldMap, completed, guess_fields
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, head_records, json_records
from coach.transcripts.rows import Table, conversations

SAMPLE: Final = 200


def _sniff(peek: Peek) -> bool:
    """Take JSON in which the fields that are needed can be made out."""
    if peek.shape is None:
        return False
    found = set(guess(peek).fields)
    return bool(
        found >= {"messages"} or found >= {"customer", "reply"} or found >= {"role", "text"}
    )


def guess(peek: Peek) -> FieldMap:
    """Guess the mapping from the first records; nested names are written with dots."""
    rows = _sample(peek)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return guess_fields(names, rows)


def _sample(peek: Peek) -> list[Record]:
    return [_flat(record) for record in islice(head_records(peek), SAMPLE)]


def _flat(record: Record) -> Record:
    """Write what lies inside an object beside it, under a dotted name."""
    flat = dict(record)
    for name, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{key}": inner for key, inner in value.items()})
    return flat


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    given = completed(mapping, guess(peek))
    names = list(dict.fromkeys(name for row in _sample(peek) for name in row))
    records = (
        entry if isinstance(entry, Rejected) else (entry[0], _flat(entry[1]))
        for entry in json_records(peek)
    )
    yield from conversations(Table(peek, given, names, records))


JSONL: Final = Format("jsonl", _sniff, _read, general=True, guess=guess)

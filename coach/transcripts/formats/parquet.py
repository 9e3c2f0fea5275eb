"""Parquet of one's own, read batch by batch, with the columns mapped by a file or by a guess."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.errors import TranscriptError
from coach.transcripts.fields import FieldMap, completed, guess_fields
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record
from coach.transcripts.rows import Table, conversations

SAMPLE: Final = 200
BATCH: Final = 1_000


def guess(peek: Peek) -> FieldMap:
    """Guess the mapping from the schema and the first rows."""
    with _opened(peek) as file:
        rows = [row for _, row in islice(_rows(file), SAMPLE)]
        return guess_fields(file.schema_arrow.names, rows)


def _sniff(peek: Peek) -> bool:
    return peek.data.startswith(b"PAR1")


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    given = completed(mapping, guess(peek))
    with _opened(peek) as file:
        yield from conversations(Table(peek, given, file.schema_arrow.names, _rows(file)))


@contextmanager
def _opened(peek: Peek) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file; one that is packed is unpacked to a nameless temporary file first."""
    with peek.source.open() as stream, tempfile.TemporaryFile() as spool:
        if not stream.seekable():
            shutil.copyfileobj(stream, spool)
            spool.seek(0)
        try:
            with pq.ParquetFile(spool if not stream.seekable() else stream) as file:
                yield file
        except pa.ArrowException as error:
            raise TranscriptError("damaged", path=peek.source.name, detail=error) from error


def _rows(file: pq.ParquetFile) -> Iterator[tuple[int, Record]]:
    number = 0
    for batch in file.iter_batches(batch_size=BATCH):
        for row in batch.to_pylist():
            number += 1
            yield number, row


PARQUET: Final = Format("parquet", _sniff, _read, guess=guess)

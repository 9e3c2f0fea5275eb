"""CSV and TSV of one's own, with the columns mapped by a file or by a guess."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.decode import open_text
from coach.transcripts.fields import FieldMap, completed, guess_fields
from coach.transcripts.format import Format
from coach.transcripts.peek import HEAD, Peek
from coach.transcripts.records import Record, rejected
from coach.transcripts.rows import Table, conversations

SAMPLE: Final = 200
MAX_FIELD: Final = 2**20
"""Characters of one cell; a quotation mark that never closes swallows no more than this."""
DELIMITERS: Final = (",", ";", "\t", "|")


def header(peek: Peek) -> list[str]:
    """Return the names of the columns, empty where the text is no table."""
    return _head(peek)[0]


def delimiter(peek: Peek) -> str:
    """Return the mark between cells: the one that cuts the first rows most evenly."""
    return max(DELIMITERS, key=lambda mark: _evenness(peek, mark))


def table_rows(peek: Peek) -> Iterator[tuple[int, Record] | Rejected]:
    """Yield rows as records with the number of their first line; cells that lack are left out."""
    csv.field_size_limit(MAX_FIELD)
    with open_text(peek.source, peek.encoding) as text:
        reader = csv.reader(_without_mark(text), delimiter=delimiter(peek))
        names = [name.strip() for name in next(reader, [])]
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield rejected(peek, line, "broken-row", str(error))
                continue
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                yield rejected(peek, line, "columns", ",".join(cells))
            else:
                yield line, dict(zip(names, cells, strict=False))


def guess(peek: Peek) -> FieldMap:
    """Guess the mapping from the header and the first rows."""
    names, rows = _head(peek)
    return guess_fields(names, rows)


def _sniff(peek: Peek) -> bool:
    """Take text whose first rows have the same two or more cells under a header of names."""
    if peek.shape is not None or peek.text.startswith(("WEBVTT", "From ")):
        return False
    names = header(peek)
    return (
        len(names) >= 2
        and all(name and not name[0].isdigit() and len(name) < 80 for name in names if name)
        and len(set(names)) == len(names)
        and _evenness(peek, delimiter(peek)) >= 2
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    given = completed(mapping, guess(peek))
    yield from conversations(Table(peek, given, header(peek), table_rows(peek)))


def _head(peek: Peek) -> tuple[list[str], list[Record]]:
    rows = _first_rows(peek, delimiter(peek))
    if not rows:
        return [], []
    names = [name.strip() for name in rows[0]]
    return names, [dict(zip(names, row, strict=False)) for row in rows[1:]]


def _first_rows(peek: Peek, mark: str) -> list[list[str]]:
    text = peek.text.lstrip("\ufeff")
    if len(peek.data) >= HEAD:
        text = text[: text.rfind("\n") + 1] or text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    csv.field_size_limit(MAX_FIELD)
    try:
        return [row for row in islice(reader, SAMPLE) if any(cell.strip() for cell in row)]
    except csv.Error:
        return []


def _evenness(peek: Peek, mark: str) -> float:
    """Return the cells of the header, lessened by the share of rows that have another number."""
    rows = _first_rows(peek, mark)[:50]
    if not rows or len(rows[0]) < 2:
        return 0.0
    width = len(rows[0])
    return width * sum(len(row) == width for row in rows) / len(rows)


def _without_mark(text: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(text):
        yield line.lstrip("\ufeff") if number == 0 else line


CSV: Final = Format("csv", _sniff, _read, general=True, guess=guess)

"""Read JSON record by record, in memory that does not grow with the file."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import ijson

from coach.transcripts.contracts import Conversation, Message, Rejected
from coach.transcripts.decode import Utf8Stream, lines, open_text
from coach.transcripts.errors import BrokenRecordError
from coach.transcripts.peek import HEAD
from coach.transcripts.shelf import MAX_MESSAGES, Shelf, temporary_database
from coach.transcripts.values import string

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from coach.transcripts.peek import Peek, Shape

CLIPPED: Final = 500
"""Characters of a broken record that are kept to find it again."""

_BUFFER: Final = 2**20
"""Bytes the parser takes at once; it begins a long string anew with each."""

Record = dict[str, Any]


def rejected(peek: Peek, line: int, reason: str, record: object) -> Rejected:
    """Say where and why a record was passed over."""
    shown = record if isinstance(record, str) else json.dumps(record, default=str)
    return Rejected(peek.source.name, line, reason, shown.strip()[:CLIPPED])


def json_records(
    peek: Peek, prefix: str | None = None
) -> Generator[tuple[int, Record] | Rejected, None, None]:
    """Yield the objects of JSON lines, of an array, or of a list inside an object, numbered.

    `prefix` leads to the list, as ijson writes it, where it is not the one that was recognised.
    """
    if peek.shape is not None and peek.shape.top == "lines":
        yield from _from_lines(peek)
    else:
        recognised = peek.shape.prefix if peek.shape else ""
        yield from _from_document(peek, recognised if prefix is None else prefix)


def head_records(peek: Peek) -> Iterator[Record]:
    """Yield the records that lie whole in the beginning of a file; the first one in any case."""
    if peek.shape is None:
        return
    found = False
    for value in _head_values(peek, peek.shape):
        if isinstance(value, dict):
            found = True
            yield value
    if not found and len(peek.data) >= HEAD:
        with closing(json_records(peek)) as entries:
            yield from (entry[1] for entry in islice(entries, 1) if not isinstance(entry, Rejected))


def _head_values(peek: Peek, shape: Shape) -> Iterator[object]:
    text = peek.text.lstrip("\ufeff")
    try:
        if shape.top == "lines":
            for line in text.splitlines():
                with suppress(ValueError):
                    yield json.loads(line)
        else:
            stream = BytesIO(text.encode("utf-8", errors="replace"))
            yield from ijson.items(
                stream, shape.prefix, use_float=True, multiple_values=True, buf_size=_BUFFER
            )
    except (ijson.JSONError, RecursionError):
        return


def convert_records(
    peek: Peek, convert: Callable[[Record, int], Conversation], prefix: str | None = None
) -> Iterator[Conversation | Rejected]:
    """Make a conversation of each record; one that is broken is rejected with its reason."""
    for entry in json_records(peek, prefix):
        if isinstance(entry, Rejected):
            yield entry
            continue
        line, record = entry
        try:
            yield checked(convert(record, line))
        except BrokenRecordError as error:
            yield rejected(peek, line, error.reason, record)


def group_records(
    peek: Peek, key: str, convert: Callable[[str, Sequence[Record], int], Conversation]
) -> Iterator[Conversation | Rejected]:
    """Make a conversation of all records that share the value under `key`."""
    with temporary_database() as database:
        shelf = Shelf(database)
        for entry in json_records(peek):
            if isinstance(entry, Rejected):
                yield entry
                continue
            line, record = entry
            name = string(record.get(key))
            if name is None:
                yield rejected(peek, line, "no-id", record)
            else:
                shelf.add(name, line, json.dumps(record))
        for name, rows in shelf.groups():
            records = [json.loads(payload) for _, payload in rows]
            try:
                yield checked(convert(name, records, rows[0][0]))
            except BrokenRecordError as error:
                yield rejected(peek, rows[0][0], error.reason, records[0])


def in_time(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Order by time where every message has one; else the order of the file stands."""
    times = [message.time for message in messages if message.time]
    if len(times) < len(messages):
        return tuple(messages)
    order = sorted(range(len(messages)), key=lambda index: times[index])
    return tuple(messages[index] for index in order)


def checked(conversation: Conversation) -> Conversation:
    """Return a conversation that holds something.

    Raises:
        BrokenRecordError: it has no message, or more than any conversation can have.
    """
    if not any(message.text for message in conversation.messages):
        raise BrokenRecordError("no-messages")
    if len(conversation.messages) > MAX_MESSAGES:
        raise BrokenRecordError("too-many-messages")
    return conversation


def _from_lines(peek: Peek) -> Iterator[tuple[int, Record] | Rejected]:
    with open_text(peek.source, peek.encoding) as text:
        for number, line in lines(text):
            if line is None:
                yield rejected(peek, number, "too-long", "")
                continue
            try:
                value = json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError):
                yield rejected(peek, number, "not-json", line)
                continue
            if isinstance(value, dict):
                yield number, value
            else:
                yield rejected(peek, number, "not-object", line)


def _from_document(peek: Peek, prefix: str) -> Iterator[tuple[int, Record] | Rejected]:
    number = 0
    with open_text(peek.source, peek.encoding) as text:
        stream = Utf8Stream(text)
        try:
            for value in ijson.items(
                stream, prefix, use_float=True, multiple_values=True, buf_size=_BUFFER
            ):
                number += 1
                if isinstance(value, dict):
                    yield number, value
                else:
                    yield rejected(peek, number, "not-object", value)
        except (ijson.JSONError, RecursionError) as error:
            yield rejected(peek, number + 1, "broken-json", str(error).splitlines()[0])

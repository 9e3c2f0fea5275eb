"""Read JSON record by record, in memory that does not grow with the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import ijson

from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.decode import Utf8Stream, lines, open_text
from coach.transcripts.errors import BrokenRecordError
from coach.transcripts.shelf import MAX_MESSAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.transcripts.peek import Peek

CLIPPED: Final = 500
"""Characters of a broken record that are kept to find it again."""

Record = dict[str, Any]


def rejected(peek: Peek, line: int, reason: str, record: object) -> Rejected:
    """Say where and why a record was passed over."""
    shown = record if isinstance(record, str) else json.dumps(record, default=str)
    return Rejected(peek.source.name, line, reason, shown.strip()[:CLIPPED])


def json_records(peek: Peek) -> Iterator[tuple[int, Record] | Rejected]:
    """Yield the objects of JSON lines, of an array, or of a list inside an object, numbered."""
    if peek.shape is not None and peek.shape.top == "lines":
        yield from _from_lines(peek)
    else:
        yield from _from_document(peek)


def convert_records(
    peek: Peek, convert: Callable[[Record, int], Conversation]
) -> Iterator[Conversation | Rejected]:
    """Make a conversation of each record; one that is broken is rejected with its reason."""
    for entry in json_records(peek):
        if isinstance(entry, Rejected):
            yield entry
            continue
        line, record = entry
        try:
            yield checked(convert(record, line))
        except BrokenRecordError as error:
            yield rejected(peek, line, error.reason, record)


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


def _from_document(peek: Peek) -> Iterator[tuple[int, Record] | Rejected]:
    prefix = peek.shape.prefix if peek.shape else ""
    number = 0
    with open_text(peek.source, peek.encoding) as text:
        stream = Utf8Stream(text)
        try:
            for value in ijson.items(stream, prefix, use_float=True, multiple_values=True):
                number += 1
                if isinstance(value, dict):
                    yield number, value
                else:
                    yield rejected(peek, number, "not-object", value)
        except (ijson.JSONError, RecursionError) as error:
            yield rejected(peek, number + 1, "broken-json", str(error).splitlines()[0])

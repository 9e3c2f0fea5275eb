"""Make conversations of records whose columns are mapped: CSV, Parquet and free JSON lines.

Three layouts: a list of messages in each record; customer and reply side by side; one message a
record, brought together by the conversation's id wherever in the file they stand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.errors import BrokenRecordError, TranscriptError
from coach.transcripts.records import checked, in_time, rejected
from coach.transcripts.shelf import Shelf, temporary_database
from coach.transcripts.values import channel_of, columns, moment, plain, string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coach.transcripts.fields import FieldMap
    from coach.transcripts.peek import Peek
    from coach.transcripts.records import Record

_TRUE = frozenset({"true", "yes", "ja", "1", "wahr", "y", "t", "x"})
_MESSAGE_FIELDS = {
    "role": ("role", "sender", "author", "speaker", "from", "type", "participant", "rolle"),
    "text": ("text", "content", "body", "message", "utterance", "value", "nachricht"),
    "time": ("time", "timestamp", "created_at", "createdAt", "date", "sent_at", "zeit"),
    "agent": ("agent", "agent_name", "agent_id", "name", "user", "user_id"),
    "id": ("id", "message_id", "messageId"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Records on their way, with the names of their columns and what these mean."""

    peek: Peek
    mapping: FieldMap
    names: Sequence[str]
    records: Iterable[tuple[int, Record] | Rejected]


def conversations(table: Table) -> Iterator[Conversation | Rejected]:
    """Read records by their mapping.

    Raises:
        TranscriptError: the mapping lacks what is needed, or names columns that do not exist.
    """
    _check(table)
    fields = table.mapping.fields
    if "messages" in fields:
        yield from _one_each(table, _from_list)
    elif "conversation" in fields:
        with temporary_database() as database:
            yield from _grouped(table, Shelf(database))
    else:
        yield from _one_each(table, _from_pair)


def _check(table: Table) -> None:
    fields, source = table.mapping.fields, table.peek.source.name
    shown = ", ".join(map(str, table.names)) or "–"
    absent = sorted(set(fields.values()) - set(table.names))
    if absent and table.names:
        raise TranscriptError("mapping-names", path=source, names=", ".join(absent), columns=shown)
    if "messages" in fields or {"customer", "reply"} <= set(fields) or "reply" in fields:
        return
    lacking = [name for name in ("conversation", "role", "text") if name not in fields]
    if lacking:
        raise TranscriptError(
            "mapping-lacks", path=source, fields=", ".join(lacking), columns=shown
        )


def _one_each(table: Table, convert: _Convert) -> Iterator[Conversation | Rejected]:
    for entry in table.records:
        if isinstance(entry, Rejected):
            yield entry
            continue
        line, record = entry
        try:
            yield checked(convert(table, line, record))
        except BrokenRecordError as error:
            yield rejected(table.peek, line, error.reason, record)


def _from_list(table: Table, line: int, record: Record) -> Conversation:
    """Read a record that holds its messages as a list."""
    fields, mapping = table.mapping.fields, table.mapping
    listed = record.get(fields["messages"])
    if not isinstance(listed, list):
        raise BrokenRecordError("no-messages")
    channel = channel_of(record.get(fields.get("channel", ""))) or mapping.channel
    agent = string(record.get(fields.get("agent", "")))
    messages = [_listed(item, mapping) for item in listed]
    messages = [
        Message(
            m.role,
            m.text,
            agent=(m.agent or agent) if m.role == "agent" else None,
            time=m.time,
            channel=channel,
            id=m.id,
        )
        for m in messages
    ]
    name = string(record.get(fields.get("conversation", ""))) or string(record.get("id"))
    rest = columns(record, without=frozenset(fields.values()) | {"id"})
    return Conversation(
        name or f"{table.peek.source.name}:{line}",
        tuple(messages),
        rest,
        table.peek.source.name,
        line,
    )


def _listed(item: object, mapping: FieldMap) -> Message:
    """Read a message of a list: an object, or a pair of speaker and text."""
    if isinstance(item, list) and len(item) == 2:
        item = {"role": item[0], "text": item[1]}
    if not isinstance(item, dict):
        raise BrokenRecordError("no-text")
    role = _first_role(item, mapping)
    text = next(
        (item[key] for key in _MESSAGE_FIELDS["text"] if isinstance(item.get(key), str)), ""
    )
    return Message(
        role,
        plain(text),
        agent=_first_string(item, "agent"),
        time=moment(_first(item, "time"), mapping.time_format),
        id=_first_string(item, "id"),
    )


def _first_role(item: Mapping[str, Any], mapping: FieldMap) -> Role:
    for key in _MESSAGE_FIELDS["role"]:
        value = item.get(key)
        if isinstance(value, dict):
            value = value.get("role") or value.get("type")
        role = mapping.role(value)
        if role:
            return _unless_private(role, item.get("private"))
    raise BrokenRecordError("unknown-role")


def _first(item: Mapping[str, Any], field: str) -> object:
    return next((item[k] for k in _MESSAGE_FIELDS[field] if item.get(k) not in (None, "")), None)


def _first_string(item: Mapping[str, Any], field: str) -> str | None:
    return next((found for k in _MESSAGE_FIELDS[field] if (found := string(item.get(k)))), None)


def _grouped(table: Table, shelf: Shelf) -> Iterator[Conversation | Rejected]:
    """Bring rows together by conversation, then read each."""
    key = table.mapping.fields["conversation"]
    for entry in table.records:
        if isinstance(entry, Rejected):
            yield entry
            continue
        line, record = entry
        name = string(record.get(key))
        if name is None:
            yield rejected(table.peek, line, "no-id", record)
        else:
            shelf.add(name, line, json.dumps(record, default=str))
    for name, packed in shelf.groups():
        rows = [(line, json.loads(payload)) for line, payload in packed]
        yield from _group(table, name, rows)


def _group(
    table: Table, name: str, rows: Sequence[tuple[int, Record]]
) -> Iterator[Conversation | Rejected]:
    messages: list[Message] = []
    first: dict[str, Any] = {}
    pair = "text" not in table.mapping.fields
    for line, row in rows:
        for column, value in row.items():
            if first.get(column) in (None, ""):
                first[column] = value
        try:
            messages += _pair(table, line, row) if pair else [_message(table, line, row)]
        except BrokenRecordError as error:
            yield rejected(table.peek, line, error.reason, row)
    ordered = in_time(messages)
    rest = columns(first, without=frozenset(table.mapping.fields.values()))
    line = rows[0][0]
    try:
        yield checked(Conversation(name, ordered, rest, table.peek.source.name, line))
    except BrokenRecordError as error:
        if messages:
            yield rejected(table.peek, line, error.reason, rows[0][1])


def _message(table: Table, line: int, row: Record) -> Message:
    """Read a row that holds one message."""
    mapping, fields = table.mapping, table.mapping.fields
    role = mapping.role(row.get(fields["role"]))
    if role is None:
        raise BrokenRecordError("unknown-role")
    text = plain(row.get(fields["text"]))
    if not text:
        raise BrokenRecordError("no-text")
    role = _unless_private(role, row.get(fields.get("private", "")))
    return Message(
        role,
        text,
        agent=string(row.get(fields.get("agent", ""))) if role == "agent" else None,
        time=moment(row.get(fields.get("time", "")), mapping.time_format),
        channel=channel_of(row.get(fields.get("channel", ""))) or mapping.channel,
        id=string(row.get(fields.get("id", ""))) or str(line),
    )


def _unless_private(role: Role, private: object) -> Role:
    return "note" if str(private).strip().lower() in _TRUE else role


def _from_pair(table: Table, line: int, record: Record) -> Conversation:
    """Read a row with customer and reply as a conversation of its own."""
    fields = table.mapping.fields
    name = string(record.get(fields.get("id", ""))) or f"{table.peek.source.name}:{line}"
    rest = columns(record, without=frozenset(fields.values()))
    return Conversation(name, tuple(_pair(table, line, record)), rest, table.peek.source.name, line)


def _pair(table: Table, line: int, row: Record) -> list[Message]:
    mapping, fields = table.mapping, table.mapping.fields
    reply = plain(row.get(fields["reply"]))
    if not reply:
        raise BrokenRecordError("no-text")
    channel = channel_of(row.get(fields.get("channel", ""))) or mapping.channel
    time = moment(row.get(fields.get("time", "")), mapping.time_format)
    agent = string(row.get(fields.get("agent", "")))
    customer = plain(row.get(fields.get("customer", "")))
    asked = Message("customer", customer, time=time, channel=channel, id=f"{line}c")
    said = Message("agent", reply, agent=agent, time=time, channel=channel, id=f"{line}a")
    return [asked, said] if customer else [said]


if TYPE_CHECKING:
    from collections.abc import Callable

    _Convert = Callable[[Table, int, Record], Conversation]

"""Help Scout (and FreeScout, which answers alike): threads with a type and who created them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records, in_time
from coach.transcripts.values import (
    channel_of,
    columns,
    from_html,
    inner,
    moment,
    objects,
    own_words,
    string,
)

_ROLES: Final[dict[str, Role]] = {"user": "agent", "customer": "customer", "team": "system"}
_SILENT: Final = frozenset({"lineitem", "forwardparent", "forwardchild"})
_READ: Final = frozenset({"id", "_embedded", "threads", "preview", "subject", "closedBy"})


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and any(
        shape.has(f"{place}.item.type", f"{place}.item.createdBy.type")
        for place in ("_embedded.threads", "threads")
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    def convert(record: Record, line: int) -> Conversation:
        given = mapping.channel if mapping else None
        channel = given or channel_of(record.get("type")) or "email"
        threads = objects(inner(record, "_embedded", "threads")) or objects(record.get("threads"))
        messages = in_time([_message(thread, channel) for thread in threads])
        name = string(record.get("id")) or f"{peek.source.name}:{line}"
        rest = columns(record, without=_READ)
        return Conversation(name, messages, rest, peek.source.name, line)

    yield from convert_records(peek, convert)


def _message(thread: Mapping[str, Any], channel: Channel) -> Message:
    kind = str(thread.get("type"))
    author = thread.get("createdBy")
    role = _ROLES.get(str(inner(author, "type")), "system")
    if kind == "note" or thread.get("state") == "draft":
        role = "note"
    elif kind in _SILENT:
        role = "system"
    names = (string(inner(author, "firstName") or inner(author, "first")), _last_name(author))
    agent = " ".join(name for name in names if name) or string(inner(author, "id"))
    return Message(
        role,
        own_words(from_html(thread.get("body"))),
        agent=agent if role == "agent" else None,
        time=moment(thread.get("createdAt")),
        channel=channel,
        id=string(thread.get("id")),
    )


def _last_name(author: object) -> str | None:
    return string(inner(author, "lastName") or inner(author, "last"))


HELPSCOUT: Final = Format("helpscout", _sniff, _read)

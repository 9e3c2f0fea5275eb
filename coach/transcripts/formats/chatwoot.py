"""Chatwoot messages: `payload` with message types 0 in, 1 out, 2 activity, 3 template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records, in_time
from coach.transcripts.values import channel_of, columns, inner, moment, objects, plain, string

_ROLES: Final[dict[str, Role]] = {
    "0": "customer",
    "incoming": "customer",
    "1": "agent",
    "outgoing": "agent",
    "2": "system",
    "activity": "system",
    "3": "bot",
    "template": "bot",
}
_BOTS: Final = frozenset({"agent_bot", "captain_assistant", "agentbot"})
_META: Final = frozenset(
    {"id", "contact", "assignee", "agent_last_seen_at", "assignee_last_seen_at"}
)


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and any(
        shape.has(f"{place}.item.message_type", f"{place}.item.content")
        for place in ("payload", "messages")
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    def convert(record: Record, line: int) -> Conversation:
        listed = objects(record.get("payload")) or objects(record.get("messages"))
        channel = (mapping.channel if mapping else None) or channel_of(_channel(record)) or "chat"
        messages = in_time([_message(item, channel) for item in listed])
        own = string(inner(record, "meta", "id")) or string(record.get("id"))
        linked = next((found for m in listed if (found := string(m.get("conversation_id")))), None)
        meta = record.get("meta") if isinstance(record.get("meta"), dict) else {}
        return Conversation(
            own or linked or f"{peek.source.name}:{line}",
            messages,
            columns(meta or {}, without=_META),
            peek.source.name,
            line,
        )

    yield from convert_records(peek, convert)


def _channel(record: Record) -> object:
    return record.get("channel") or inner(record, "meta", "channel")


def _message(item: Mapping[str, Any], channel: Channel) -> Message:
    role = _ROLES.get(str(item.get("message_type")).lower(), "system")
    sender = str(inner(item, "sender", "type")).lower()
    if role == "agent" and sender in _BOTS:
        role = "bot"
    if item.get("private") is True:
        role = "note"
    agent = string(inner(item, "sender", "name")) or string(inner(item, "sender", "id"))
    return Message(
        role,
        plain(item.get("content")),
        agent=agent if role == "agent" else None,
        time=moment(item.get("created_at")),
        channel=channel,
        id=string(item.get("id")),
    )


CHATWOOT: Final = Format("chatwoot", _sniff, _read)

"""Google CX Insights (CCAI): `entries` with roles, the neutral interchange format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records
from coach.transcripts.values import inner, moment, objects, plain, string

_ROLES: Final[dict[str, Role]] = {
    "agent": "agent",
    "human_agent": "agent",
    "automated_agent": "bot",
    "customer": "customer",
    "end_user": "customer",
}


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and shape.has("entries.item.role", "entries.item.text")


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    channel = (mapping.channel if mapping else None) or "chat"

    def convert(record: Record, line: int) -> Conversation:
        messages = []
        for number, entry in enumerate(objects(record.get("entries")), start=1):
            role = _ROLES.get(str(entry.get("role")).lower(), "system")
            messages.append(
                Message(
                    role,
                    plain(entry.get("text")),
                    agent=string(entry.get("user_id")) if role == "agent" else None,
                    time=moment(entry.get("start_timestamp_usec")),
                    channel=channel,
                    id=str(number),
                )
            )
        name = string(inner(record, "conversation_info", "conversation_id")) or string(
            record.get("conversation_id")
        )
        return Conversation(
            name or f"{peek.source.name}:{line}", tuple(messages), _told(record),
            peek.source.name, line,
        )  # fmt: skip

    yield from convert_records(peek, convert)


def _told(record: Record) -> dict[str, str]:
    categories = [
        name
        for category in objects(inner(record, "conversation_info", "categories"))
        if (name := string(category.get("display_name")))
    ]
    return {"category": ", ".join(categories)} if categories else {}


INSIGHTS: Final = Format("insights", _sniff, _read)

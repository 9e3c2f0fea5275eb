"""Amazon Connect Contact Lens: analysed chats and calls, with `Participants` and `Transcript`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records
from coach.transcripts.values import channel_of, inner, moment, objects, plain, string

_ROLES: Final[dict[str, Role]] = {
    "agent": "agent",
    "customer": "customer",
    "system": "system",
    "custom_bot": "bot",
    "supervisor": "note",
}


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and (
        shape.has("Participants.item.ParticipantRole")
        or shape.has("Transcript.item.ParticipantRole")
        or shape.has("Transcript.item.ParticipantId", "Transcript.item.Content")
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    def convert(record: Record, line: int) -> Conversation:
        said = objects(record.get("Transcript"))
        voice = any("BeginOffsetMillis" in item for item in said)
        told = channel_of(record.get("Channel")) or ("phone" if voice else "chat")
        channel = (mapping.channel if mapping else None) or told
        roles = {
            str(person.get("ParticipantId")): str(person.get("ParticipantRole"))
            for person in objects(record.get("Participants"))
        }
        name = string(inner(record, "CustomerMetadata", "ContactId")) or string(
            record.get("ContactId")
        )
        return Conversation(
            name or f"{peek.source.name}:{line}",
            tuple(_message(item, roles, channel) for item in said),
            _told(record),
            peek.source.name,
            line,
        )

    yield from convert_records(peek, convert)


def _message(item: Mapping[str, Any], roles: Mapping[str, str], channel: Channel) -> Message:
    person = str(item.get("ParticipantId"))
    named = item.get("ParticipantRole") or roles.get(person) or person
    role = _ROLES.get(str(named).lower(), "system")
    if str(item.get("Type", "MESSAGE")).upper() != "MESSAGE":
        role = "system"
    display = string(item.get("DisplayName"))
    known = None if person.lower() in _ROLES else person
    return Message(
        role,
        plain(item.get("Content")),
        agent=(display or known) if role == "agent" else None,
        time=moment(item.get("AbsoluteTime")),
        channel=channel,
        id=string(item.get("Id")),
    )


def _told(record: Record) -> dict[str, str]:
    matched = inner(record, "Categories", "MatchedCategories")
    names = [str(name) for name in matched] if isinstance(matched, list) else []
    language = string(record.get("LanguageCode"))
    found = {"category": ", ".join(names), "language_code": language or ""}
    return {key: value for key, value in found.items() if value}


CONTACT_LENS: Final = Format("contact-lens", _sniff, _read)

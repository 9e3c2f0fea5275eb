"""Genesys Cloud transcripts: phrases by purpose, internal or external, in one or more parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records, in_time
from coach.transcripts.values import channel_of, moment, objects, plain, string

_ROLES: Final[dict[str, Role]] = {
    "internal": "agent",
    "agent": "agent",
    "user": "agent",
    "external": "customer",
    "customer": "customer",
    "bot": "bot",
    "botflow": "bot",
    "ivr": "bot",
    "workflow": "bot",
    "acd": "system",
}


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and shape.has("transcripts.item.phrases")


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    def convert(record: Record, line: int) -> Conversation:
        given = mapping.channel if mapping else None
        channel = given or channel_of(record.get("mediaType")) or "phone"
        agents = _agents(record)
        phrases = [
            phrase
            for transcript in objects(record.get("transcripts"))
            for phrase in objects(transcript.get("phrases"))
        ]
        messages = in_time([_message(phrase, agents, channel) for phrase in phrases])
        name = string(record.get("conversationId")) or f"{peek.source.name}:{line}"
        return Conversation(name, messages, {}, peek.source.name, line)

    yield from convert_records(peek, convert)


def _agents(record: Record) -> list[str]:
    """Return who spoke for the house, by user id or name."""
    return [
        found
        for person in objects(record.get("participants"))
        if _ROLES.get(str(person.get("participantPurpose")).lower()) == "agent"
        and (found := string(person.get("userId")) or string(person.get("name")))
    ]


def _message(phrase: Mapping[str, Any], agents: list[str], channel: Channel) -> Message:
    role = _ROLES.get(str(phrase.get("participantPurpose")).lower(), "system")
    own = string(phrase.get("userId")) or string(phrase.get("participantId"))
    return Message(
        role,
        plain(phrase.get("decoratedText") or phrase.get("text")),
        agent=(own or (agents[0] if len(agents) == 1 else None)) if role == "agent" else None,
        time=moment(phrase.get("startTimeMs")),
        channel=channel,
        id=string(phrase.get("id")),
    )


GENESYS: Final = Format("genesys", _sniff, _read)

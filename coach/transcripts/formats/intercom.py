"""Intercom conversations: a source, then parts, each with an author of a type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from coach.transcripts.contracts import Conversation, Message, Rejected, Role, Value
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records
from coach.transcripts.values import channel_of, columns, from_html, inner, moment, objects, string

_ROLES: Final[dict[str, Role]] = {
    "user": "customer",
    "lead": "customer",
    "contact": "customer",
    "admin": "agent",
    "bot": "bot",
    "team": "system",
}
_SPOKEN: Final = frozenset({"comment", "assignment", "close", "open", "snoozed", "quick_reply"})
"""Kinds of parts that may carry words for the customer."""
_READ: Final = frozenset({"id", "type", "body", "title"})


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return (
        shape is not None
        and shape.says("type", "conversation")
        and any(shape.has(path) for path in ("conversation_parts", "conversation_message"))
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    def convert(record: Record, line: int) -> Conversation:
        given = mapping.channel if mapping else None
        channel = given or channel_of(inner(record, "source", "type")) or "chat"
        opening = record.get("source") or record.get("conversation_message") or {}
        parts = objects(inner(record, "conversation_parts", "conversation_parts"))
        started = {"part_type": "comment", "created_at": record.get("created_at")}
        said = [started | opening] if isinstance(opening, dict) else []
        messages = [_message(part) for part in [*said, *parts] if not part.get("redacted")]
        return Conversation(
            string(record.get("id")) or f"{peek.source.name}:{line}",
            tuple(
                Message(m.role, m.text, agent=m.agent, time=m.time, channel=channel, id=m.id)
                for m in messages
            ),
            _columns(record),
            peek.source.name,
            line,
        )

    yield from convert_records(peek, convert)


def _message(part: Mapping[str, Any]) -> Message:
    author = part.get("author") if isinstance(part.get("author"), dict) else {}
    kind = str(part.get("part_type", "comment"))
    role = _ROLES.get(str(inner(author, "type")), "system")
    if kind in {"note", "note_and_reopen"}:
        role = "note"
    elif kind not in _SPOKEN:
        role = "system"
    elif role == "agent" and (inner(author, "from_ai_agent") or inner(author, "is_ai_answer")):
        role = "bot"
    agent = string(inner(author, "name")) or string(inner(author, "id"))
    return Message(
        role,
        from_html(part.get("body")),
        agent=agent if role == "agent" else None,
        time=moment(part.get("created_at")),
        id=string(part.get("id")),
    )


def _columns(record: Record) -> dict[str, Value]:
    found = columns(record, without=_READ)
    rating = inner(record, "conversation_rating", "rating")
    if isinstance(rating, int | float):
        found["conversation_rating"] = rating
    return found


INTERCOM: Final = Format("intercom", _sniff, _read)

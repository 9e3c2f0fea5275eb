"""Freshdesk conversations: a list of them, or tickets with description and conversations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from email.utils import parseaddr
from typing import Any, Final

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records, group_records, in_time
from coach.transcripts.values import columns, from_html, moment, objects, own_words, string

_SOURCES: Final[dict[str, Channel]] = {
    "1": "email",
    "2": "email",
    "3": "phone",
    "5": "social",
    "6": "social",
    "7": "chat",
    "9": "email",
    "10": "email",
}
"""Freshdesk's numbers for where a ticket came from."""
_READ: Final = frozenset(
    {"id", "conversations", "description", "description_text", "requester_id", "responder_id",
     "email", "phone", "name", "subject", "company_id", "facebook_id", "twitter_id"}
)  # fmt: skip


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and (
        shape.has("incoming", "private", "ticket_id")
        or shape.has("conversations.item.incoming", "conversations.item.private")
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    given = mapping.channel if mapping else None

    def of_entries(name: str, entries: Sequence[Record], line: int) -> Conversation:
        messages = in_time([_message(entry, given or "email") for entry in entries])
        return Conversation(name, messages, {}, peek.source.name, line)

    def of_ticket(record: Record, line: int) -> Conversation:
        channel = given or _SOURCES.get(str(record.get("source")), "email")
        entries = in_time([_message(e, channel) for e in objects(record.get("conversations"))])
        text = _text(record, "description_text", "description")
        asked = Message(
            "customer", text, time=moment(record.get("created_at")), channel=channel, id="0"
        )
        name = string(record.get("id")) or f"{peek.source.name}:{line}"
        rest = columns(record, without=_READ)
        messages = (asked, *entries) if text else entries
        return Conversation(name, messages, rest, peek.source.name, line)

    if peek.shape is not None and "conversations" in peek.shape.paths:
        yield from convert_records(peek, of_ticket)
    else:
        yield from group_records(peek, "ticket_id", of_entries)


def _message(entry: Mapping[str, Any], channel: Channel) -> Message:
    role: Role = "customer" if entry.get("incoming") is True else "agent"
    if entry.get("private") is True:
        role = "note"
    name, address = parseaddr(str(entry.get("from_email") or ""))
    agent = string(entry.get("user_id")) or name or address
    return Message(
        role,
        _text(entry, "body_text", "body"),
        agent=(agent or None) if role == "agent" else None,
        time=moment(entry.get("created_at")),
        channel=channel,
        id=string(entry.get("id")),
    )


def _text(record: Mapping[str, Any], plain_key: str, html_key: str) -> str:
    """Return the text; the HTML goes first, because it marks what is quoted."""
    html, text = record.get(html_key), record.get(plain_key)
    if isinstance(html, str) and "<" in html:
        return own_words(from_html(html))
    return own_words(text if isinstance(text, str) else str(html or ""))


FRESHDESK: Final = Format("freshdesk", _sniff, _read)

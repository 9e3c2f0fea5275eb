"""Zammad articles: a list of one or many tickets, or tickets that carry their articles."""

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
from coach.transcripts.values import (
    channel_of,
    columns,
    from_html,
    moment,
    objects,
    own_words,
    plain,
    string,
)

_ROLES: Final[dict[str, Role]] = {"agent": "agent", "customer": "customer", "system": "system"}
_NEEDED: Final = ("sender", "internal", "content_type", "body")
_NOTE_TYPES: Final = frozenset({"note"})
_PERSONAL: Final = frozenset(
    {"id", "articles", "article_ids", "customer_id", "owner_id", "customer", "owner", "created_by"}
)


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and (
        shape.has("ticket_id", *_NEEDED) or shape.has(*(f"articles.item.{n}" for n in _NEEDED))
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    channel = mapping.channel if mapping else None

    def of_articles(name: str, articles: Sequence[Record], line: int) -> Conversation:
        messages = in_time([_message(article, channel) for article in articles])
        return Conversation(name, messages, {}, peek.source.name, line)

    def of_ticket(record: Record, line: int) -> Conversation:
        messages = in_time([_message(a, channel) for a in objects(record.get("articles"))])
        name = string(record.get("id")) or f"{peek.source.name}:{line}"
        rest = columns(record, without=_PERSONAL)
        return Conversation(name, messages, rest, peek.source.name, line)

    if peek.shape is not None and "articles" in peek.shape.paths:
        yield from convert_records(peek, of_ticket)
    else:
        yield from group_records(peek, "ticket_id", of_articles)


def _message(article: Mapping[str, Any], given: Channel | None) -> Message:
    kind = str(article.get("type") or "")
    role = _ROLES.get(str(article.get("sender")).lower(), "system")
    if article.get("internal") is True or (role == "agent" and kind in _NOTE_TYPES):
        role = "note"
    html = "html" in str(article.get("content_type"))
    text = from_html(article.get("body")) if html else plain(article.get("body"))
    name, address = parseaddr(str(article.get("from") or ""))
    agent = string(article.get("created_by")) or name.split(" via ")[0].strip() or address
    return Message(
        role,
        own_words(text),
        agent=(agent or None) if role == "agent" else None,
        time=moment(article.get("created_at")),
        channel=given or channel_of(kind) or "email",
        id=string(article.get("id")),
    )


ZAMMAD: Final = Format("zammad", _sniff, _read)

"""Zendesk: the comments of a ticket with their users, and tickets that carry their comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected, Role, Value
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

_ROLES: Final[dict[str, Role]] = {"end-user": "customer", "agent": "agent", "admin": "agent"}
_MACHINES: Final = frozenset({"rule", "system", "trigger", "automation"})
_READ: Final = frozenset(
    {"id", "comments", "description", "users", "url", "subject", "raw_subject", "count"}
)
_PERSONAL: Final = frozenset(
    {"requester_id", "submitter_id", "assignee_id", "recipient", "next_page", "previous_page"}
)


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    return shape is not None and shape.has("comments.item.author_id") and not is_ticket(peek)


def is_ticket(peek: Peek) -> bool:
    """Say whether the records are tickets, not answers that list one ticket's comments."""
    shape = peek.shape
    return (
        shape is not None
        and shape.has("id", "comments.item.author_id")
        and any(shape.has(path) for path in ("requester_id", "requester.id", "subject", "status"))
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    yield from read_tickets(peek, mapping)


def read_tickets(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    """Read records that hold comments; their authors are told by users, requester and order."""

    def convert(record: Record, line: int) -> Conversation:
        name = string(record.get("id")) or f"{peek.source.name}:{line}"
        comments, people = objects(record.get("comments")), _people(record)
        channel = (mapping.channel if mapping else None) or _channel(record, comments)
        messages = in_time([_message(comment, people, channel) for comment in comments])
        return Conversation(name, messages, _columns(record), peek.source.name, line)

    yield from convert_records(peek, convert)


def _channel(record: Record, comments: list[Record]) -> Channel:
    """Return how the ticket came in: agents answer from the web whatever the channel."""
    told = (channel_of(inner(each, "via", "channel")) for each in [record, *comments])
    return next((channel for channel in told if channel), "email")


def _people(record: Record) -> dict[str, tuple[Role, str | None]]:
    """Return role and name by user id; without a list the requester is the customer."""
    listed = objects(record.get("users")) + [
        person
        for comment in objects(record.get("comments"))
        if isinstance(person := comment.get("author"), dict)
    ]
    people = {
        str(person.get("id")): (_ROLES[role], string(person.get("name")))
        for person in listed
        if (role := str(person.get("role"))) in _ROLES
    }
    requester = string(record.get("requester_id")) or string(inner(record, "requester", "id"))
    if requester is None and not people:
        public = (c for c in objects(record.get("comments")) if c.get("public") is not False)
        requester = next((string(comment.get("author_id")) for comment in public), None)
    if requester is not None:
        people.setdefault(requester, ("customer", None))
    return people


def _message(
    comment: Mapping[str, Any], people: Mapping[str, tuple[Role, str | None]], channel: Channel
) -> Message:
    author = string(comment.get("author_id")) or "-1"
    role, name = people.get(author, ("agent", None))
    via = inner(comment, "via", "channel")
    if author == "-1":
        role = "system"
    elif role == "agent" and str(via) in _MACHINES:
        role = "bot"
    if comment.get("public") is False:
        role = "note"
    return Message(
        role,
        _text(comment),
        agent=(name or author) if role == "agent" else None,
        time=moment(comment.get("created_at")),
        channel=channel,
        id=string(comment.get("id")),
    )


def _text(comment: Mapping[str, Any]) -> str:
    for key in ("plain_body", "html_body", "body"):
        if isinstance(comment.get(key), str) and comment[key].strip():
            return own_words(
                from_html(comment[key]) if key == "html_body" else _decoded(comment[key])
            )
    return ""


def _decoded(text: str) -> str:
    """Put plain spaces for the entities that Zendesk leaves in its plain bodies."""
    return text.replace("&nbsp;", " ").replace("&amp;", "&")


def _columns(record: Record) -> dict[str, Value]:
    score = inner(record, "satisfaction_rating", "score")
    found = columns(record, without=_READ | _PERSONAL)
    if isinstance(score, str) and score not in {"unoffered", "offered"}:
        found["satisfaction_rating"] = score
    return found


ZENDESK: Final = Format("zendesk", _sniff, _read)

"""Mailboxes (mbox) and single mails (eml): threads by their references, agents by their domain.

Quoted mail and contact blocks come off. An answer whose question is not in the mailbox takes it
from what it quotes.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice
from typing import IO, Final

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected
from coach.transcripts.domains import DomainCount
from coach.transcripts.errors import BrokenRecordError, TranscriptError
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.mail import Mail, domain_of, read_mail
from coach.transcripts.peek import Peek
from coach.transcripts.records import checked, in_time, rejected
from coach.transcripts.shelf import Shelf, temporary_database

MAX_MAIL: Final = 16 * 2**20
"""Bytes of one mail that are kept; what lies behind are attachments."""
SAMPLE: Final = 500
"""Mails from which the house's domain is guessed for people to see."""

_FROM = re.compile(rb"From \S")
_ESCAPED = re.compile(rb">+From ")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9\-]{1,60}:\s?\S")
_MBOX = re.compile(r"From \S+.*\r?\n[A-Za-z][A-Za-z0-9\-]{1,60}:")
_USUAL: Final = frozenset(
    {"date", "subject", "message-id", "received", "mime-version", "return-path", "to"}
)


def guess(peek: Peek) -> FieldMap:
    """Guess the house's domain from the first mails; an empty guess where nothing tells it."""
    counted = DomainCount()
    for _, mail in islice(_mails(peek), SAMPLE):
        if mail is not None:
            counted.add(mail)
    try:
        return FieldMap(agent_domains=counted.agents(peek.source.name))
    except TranscriptError:
        return FieldMap()


def _sniff_mbox(peek: Peek) -> bool:
    return bool(_MBOX.match(peek.text))


def _sniff_eml(peek: Peek) -> bool:
    """Take a head of mail headers with a sender and at least two of the usual ones."""
    head = peek.text.lstrip("\ufeff").split("\n\n")[0].split("\r\n\r\n")[0].splitlines()
    if not head or not all(_HEADER.match(line) or line[:1] in " \t" for line in head if line):
        return False
    names = {line.partition(":")[0].lower() for line in head if line[:1] not in " \t"}
    return "from" in names and len(names & _USUAL) >= 2


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    channel = (mapping.channel if mapping else None) or "email"
    counted = DomainCount()
    with temporary_database() as database:
        shelf = Shelf(database)
        for number, mail in _mails(peek):
            if mail is None:
                yield rejected(peek, number, "no-sender", "")
                continue
            counted.add(mail)
            shelf.add(_thread_of(mail, number, database), number, _packed(mail))
        given = mapping.agent_domains if mapping else ()
        domains = given or counted.agents(peek.source.name)
        for key, rows in shelf.groups():
            mails = [_unpacked(payload) for _, payload in rows]
            messages = _messages(mails, domains, channel)
            name = key.strip("<>") or f"{peek.source.name}:{rows[0][0]}"
            held = Conversation(name, messages, {}, peek.source.name, rows[0][0])
            try:
                yield checked(held)
            except BrokenRecordError as error:
                yield rejected(peek, rows[0][0], error.reason, mails[0].subject)


def _mails(peek: Peek) -> Iterator[tuple[int, Mail | None]]:
    with peek.source.open() as stream:
        parts = _split(stream) if _sniff_mbox(peek) else iter([stream.read(MAX_MAIL)])
        for number, data in enumerate(parts, start=1):
            yield number, read_mail(data)


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    """Cut a mailbox where a line after a blank one begins with "From "."""
    held: list[bytes] = []
    size = 0
    blank, begun = True, False
    while line := stream.readline(MAX_MAIL):
        if blank and _FROM.match(line):
            if begun:
                yield b"".join(held)
            held, size, begun = [], 0, True
        elif begun and size < MAX_MAIL:
            held.append(line[1:] if _ESCAPED.match(line) else line)
            size += len(line)
        blank = not line.strip()
    if begun:
        yield b"".join(held)


def _thread_of(mail: Mail, number: int, database: sqlite3.Connection) -> str:
    """Return the thread's id: that of the mail it refers to first, or of the one it answers."""
    database.execute("CREATE TABLE IF NOT EXISTS threads (mail TEXT PRIMARY KEY, thread TEXT)")
    known = None
    for reference in reversed(mail.refers_to):
        row = database.execute("SELECT thread FROM threads WHERE mail = ?", (reference,))
        known = row.fetchone()
        if known:
            break
    thread = known[0] if known else next(iter(mail.refers_to), mail.id or f"<{number}>")
    for name in {mail.id, *mail.refers_to} - {""}:
        database.execute("INSERT OR IGNORE INTO threads VALUES (?, ?)", (name, thread))
    return str(thread)


def _messages(
    mails: Sequence[Mail], domains: Sequence[str], channel: Channel
) -> tuple[Message, ...]:
    """Give each mail its role; what the first answer quotes stands in for a missing question."""
    messages = list(in_time([_message(mail, domains, channel) for mail in mails]))
    first = next((i for i, m in enumerate(messages) if m.role in {"agent", "customer"}), None)
    if first is not None and messages[first].role == "agent":
        quoted = messages[first].meta.get("quoted", "")
        if quoted:
            messages.insert(first, Message("customer", quoted, channel=channel, id="quoted"))
    return tuple(replace(message, meta={}) for message in messages)


def _message(mail: Mail, domains: Sequence[str], channel: Channel) -> Message:
    own = mail.domain in domains
    inside = bool(mail.recipients) and all(domain_of(a) in domains for a in mail.recipients)
    return Message(
        "bot" if mail.automatic else "note" if own and inside else "agent" if own else "customer",
        mail.text,
        agent=(mail.name or mail.sender.partition("@")[0]) if own and not mail.automatic else None,
        time=mail.time,
        channel=channel,
        meta={"quoted": mail.quoted},
        id=mail.id.strip("<>") or None,
    )


def _packed(mail: Mail) -> str:
    return json.dumps(asdict(mail) | {"time": mail.time.isoformat() if mail.time else None})


def _unpacked(payload: str) -> Mail:
    values = json.loads(payload)
    time = datetime.fromisoformat(values["time"]) if values["time"] else None
    lists = {name: tuple(values[name]) for name in ("refers_to", "recipients")}
    return Mail(**(values | lists | {"time": time}))


MBOX: Final = Format("mbox", _sniff_mbox, _read, guess=guess)
EML: Final = Format("eml", _sniff_eml, _read, guess=guess)

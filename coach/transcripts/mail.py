"""What a mail says: who wrote it to whom, in which thread, in which words of their own."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from typing import TYPE_CHECKING, Final, cast

from coach.text.quotes import strip_quotes
from coach.transcripts.values import MAX_TEXT, from_html, moment, whole

if TYPE_CHECKING:
    from datetime import datetime

_ID = re.compile(r"<[^<>\s]{1,500}>")
_MACHINES: Final = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply"})


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the importer needs it; addresses are in lower case."""

    id: str
    refers_to: tuple[str, ...]
    name: str
    sender: str
    recipients: tuple[str, ...]
    time: datetime | None
    subject: str
    text: str
    quoted: str
    automatic: bool

    @property
    def domain(self) -> str:
        """Return the domain that sent it."""
        return domain_of(self.sender)


def read_mail(data: bytes) -> Mail | None:
    """Read one mail; None when it names no sender."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    name, sender = parseaddr(_header(message, "From"))
    if "@" not in sender:
        return None
    raw = getaddresses([_header(message, "To"), _header(message, "Cc")])
    references = _ID.findall(_header(message, "References"))
    answered = _ID.findall(_header(message, "In-Reply-To"))
    stripped = strip_quotes(_body(message)[:MAX_TEXT])
    ids = _ID.findall(_header(message, "Message-ID"))
    return Mail(
        id=ids[0] if ids else "",
        refers_to=tuple(dict.fromkeys([*references, *answered])),
        name=name.strip().strip("'\""),
        sender=sender.lower(),
        recipients=tuple(address.lower() for _, address in raw if "@" in address),
        time=moment(_header(message, "Date")),
        subject=_header(message, "Subject"),
        text=stripped.body.text.strip(),
        quoted=stripped.quoted.strip(),
        automatic=_is_automatic(message, sender),
    )


def domain_of(address: str) -> str:
    """Return what stands behind the at sign."""
    return address.rpartition("@")[2].lower().strip(">. ")


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text; the parser raises on some that are badly broken."""
    try:
        value = message.get(name, "")
    except (ValueError, IndexError, AttributeError, TypeError, KeyError):
        value = next((v for k, v in message.raw_items() if k.lower() == name.lower()), "")
    return whole(" ".join(str(value).split()))


def _body(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except (AttributeError, KeyError, ValueError):
        part = None
    if part is None:
        part = message if not message.is_multipart() else None
    if part is None:
        return ""
    text = _content(cast("EmailMessage", part))
    if part.get_content_type() == "text/html":
        text = from_html(text)
    return whole(text).replace("\r\n", "\n").replace("\r", "\n")


def _content(part: EmailMessage) -> str:
    """Decode a part; a charset that is wrong or unknown is read as UTF-8 or Windows-1252."""
    if part.get_content_maintype() != "text":
        return ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset(), "utf-8"):
        try:
            return data.decode(charset or "utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def _is_automatic(message: EmailMessage, sender: str) -> bool:
    told = _header(message, "Auto-Submitted").lower()
    bulk = _header(message, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
    return (
        (bool(told) and told != "no")
        or bulk
        or bool(_header(message, "X-Autoreply"))
        or sender.partition("@")[0].lower() in _MACHINES
    )

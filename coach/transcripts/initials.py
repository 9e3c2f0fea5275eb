"""Tell agents apart by how they sign: `^MM`, `*TMT`, `/mk`, `-KC`, or a name under the greeting.

Public replies and shared mailboxes name no agent; the signature is the only trace.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from coach.transcripts.contracts import Conversation, Message

LOOKED_AT: Final = 600
"""Characters at the end of a message; nobody signs further up."""

_LINK = re.compile(r"(?:\s*(?:https?://\S+|\(?\d{1,2}\s?/\s?\d{1,2}\)?))+\s*$")
_INITIALS = re.compile(
    r"(?:(?<=\s)|(?<=[.!?,;)]))[\^*/~\-–—]\s?(?P<initials>[A-Z]{2,3}|(?<=\^)[A-Z]|(?<=/)[a-z]{2,3})\.?$"
)
_CARET_NAME = re.compile(r"(?:(?<=\s)|(?<=[.!?,;)]))[\^*~]\s?(?P<name>[A-Z][a-zäöüß]{1,14})\.?$")
_DASH_NAME = re.compile(
    r"(?:(?<=[.!?)])|(?<=[.!?)]\s)|(?<=[.!?)]\s\s)|(?<=\b[Tt]hanks))"
    r"[-–—]{1,2}\s?(?P<name>[A-Z][a-zäöüß]{1,14})\.?$"
)
_SIGN_OFF = re.compile(
    r"(?i:gr(?:ü|ue)(?:ß|ss)\w*|gruß|gruss|mfg|lg|vg|regards|wishes|sincerely|cheers|thanks|"
    r"take care|all the best)[ ,.!]*(?:aus \w+[ ,.!]*)?(?:\n\s*|(?<=,)\s*)"
    r"(?P<name>(?:(?:Ihre?|Dein|Your)\s)?[A-ZÄÖÜ][\w\-]{1,20}(?: [A-ZÄÖÜ][\w.\-]{0,20}){0,2})"
    r"[.!]?\s*(?:\n|$)"
)
_NOT_NAMES = frozenset(
    {"ihr", "ihre", "dein", "your", "team", "the", "das", "kundenservice", "customer"}
)


def signed_by(text: str) -> str | None:
    """Return the initials or the name under a message, None where nobody signed."""
    end = _LINK.sub("", text.rstrip()[-LOOKED_AT:])
    for pattern in (_INITIALS, _CARET_NAME, _DASH_NAME):
        if match := pattern.search(end):
            return match[1].upper() if pattern is _INITIALS else match[1]
    matches = list(_SIGN_OFF.finditer(text[-LOOKED_AT:]))
    if not matches:
        return None
    name = matches[-1]["name"]
    plain = name.split("\n")[0].strip()
    words = plain.lower().split()
    return None if _NOT_NAMES.intersection(words) or plain[:1].islower() else plain


def with_signers(conversation: Conversation) -> Conversation:
    """Name the agents of messages without one by their signatures."""
    return replace(
        conversation, messages=tuple(_signed(message) for message in conversation.messages)
    )


def _signed(message: Message) -> Message:
    if message.role != "agent" or message.agent:
        return message
    name = signed_by(message.text)
    if name is None:
        return message
    brand = message.meta.get("brand")
    return replace(message, agent=f"{brand} {name}" if brand else name)

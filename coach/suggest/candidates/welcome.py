"""Candidates that greet by name: the customer's own where the message is signed, else a slot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.suggest.contracts import Candidate, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.suggest.contracts import Draft

PROMISE: Final = 0.45

_NOBODY = re.compile(
    r"(?P<greeting>hallo|hi|hey|moin|guten (?:tag|morgen|abend)|hello|good (?:morning|afternoon|"
    r"evening)|(?P<stiff>sehr geehrte damen und herren|sehr geehrter? (?:kunde|kundin)\b[^,!]*|"
    r"liebe[r]? (?:kunde|kundin)\b[^,!]*|dear (?:customer|sir|madam|sir or madam|valued customer)))"
    r"\s*(?P<mark>[,!.]?)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[A-ZÄÖÜ][^\W\d_]+(?:[ \-][A-ZÄÖÜ][^\W\d_]+){1,2}")
_COMPANY = re.compile(r"\b(?:Team|GmbH|Ltd|Service|Grüße|Gruß|Regards|Dank|Thanks)\b")


def greeting_candidates(draft: Draft) -> Iterator[Candidate]:
    """Propose to put the customer's name into a greeting that has none."""
    layout = draft.layout
    if not layout.first or draft.shows("welcome") or "welcome" in draft.muted:
        return
    start, end = layout.sentences[0]
    match = _NOBODY.fullmatch(layout.text[start:end])
    if match is None:
        return
    stiff = "Guten Tag" if draft.language == "de" else "Hello"
    greeting = stiff if match["stiff"] else match["greeting"]
    name = customer_name(draft.request.customer or "")
    if name is None and draft.request.channel != "email":
        return
    name = name or "{name}"
    yield Candidate(
        kind="replace",
        edits=(TextEdit(start, end, f"{greeting} {name}{match['mark']}"),),
        anchor=(start, end),
        behaviour="welcome",
        claims=("hospitality", "authenticity"),
        source="exemplars",
        promise=PROMISE + 0.2 * bool(match["stiff"]),
    )


def customer_name(message: str) -> str | None:
    """Return first and last name from the line a message is signed with, if there is one."""
    lines = [line.strip() for line in message.strip().splitlines() if line.strip()]
    if len(lines) < 2:
        return None
    signed = _SIGNED.fullmatch(lines[-1])
    return signed[0] if signed and not _COMPANY.search(signed[0]) else None

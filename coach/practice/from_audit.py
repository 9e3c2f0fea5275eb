"""Practice with a house's own customers: their messages from an audit, as redacted there.

Nothing but the message goes out: neither the reply nor who wrote it, and no number by which the
conversation could be found again.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from coach.contracts import CHANNELS
from coach.practice.bank import PracticeMessage
from coach.practice.skills import PRACTISED

if TYPE_CHECKING:
    from coach.audit.results import AuditResults
    from coach.contracts import Language

SHORTEST, LONGEST = 8, 90
"""Words of a message worth practising with."""
MOST: Final = 400

_CALM: Final = ("concrete", "own_voice", "welcome", "choice", "anticipation", "invitation")
_ASKED_FOR: Final[dict[int, tuple[str, ...]]] = {
    0: _CALM,
    1: (*_CALM, "understanding", "ownership", "candor", "exploring"),
    2: PRACTISED,
}
"""What a message gives reason for, by how much it needs; nobody has read it for more."""

LEAST_MESSAGES: Final = 10
"""With fewer, the same ones would come round too soon, and be recognised."""
AUDIT_PREFIX: Final = "audit:"

_WORTH: Final = """
    FROM scores
    WHERE phase = 'opening' AND turn = 0 AND language = ? AND need IS NOT NULL
      AND customer IS NOT NULL
      AND len(regexp_split_to_array(trim(customer), '\\s+')) BETWEEN ? AND ?
"""
_SQL: Final = f"""
    SELECT turn_id, customer, need, channel, situation {_WORTH} ORDER BY hash(turn_id) LIMIT ?
"""
_COUNT: Final = f"SELECT count(DISTINCT customer) AS n {_WORTH}"


def audit_messages(results: AuditResults, language: Language) -> tuple[PracticeMessage, ...]:
    """Return first messages of conversations of an audit, at most 400, each text once."""
    rows = results.rows(_SQL, [language, SHORTEST, LONGEST, MOST])
    once = {row["customer"]: row for row in rows}
    return tuple(
        PracticeMessage(
            id=AUDIT_PREFIX + _mark(results.manifest.run, row["turn_id"]),
            language=language,
            situation=row["situation"] or "other",
            need=int(row["need"]),
            channel=row["channel"] if row["channel"] in CHANNELS else "email",
            text=text,
            notice="",
            trains=_ASKED_FOR[int(row["need"])],
        )
        for text, row in once.items()
    )


def count_messages(results: AuditResults, language: Language) -> int:
    """Return how many messages of an audit can be practised with, at most 400."""
    found = results.rows(_COUNT, [language, SHORTEST, LONGEST])[0]["n"]
    return min(int(found), MOST)


def _mark(run: str, turn: str) -> str:
    """Return what tells a message apart and leads nobody back to the conversation."""
    return blake2b(f"{run} {turn}".encode(), digest_size=8).hexdigest()

"""Practice with a house's own customers: their messages from an audit, as redacted there."""

from __future__ import annotations

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

_SQL: Final = """
    SELECT turn_id, customer, need, channel, situation FROM scores
    WHERE phase = 'opening' AND turn = 0 AND language = ? AND need IS NOT NULL
      AND customer IS NOT NULL
      AND len(regexp_split_to_array(trim(customer), '\\s+')) BETWEEN ? AND ?
    ORDER BY hash(turn_id) LIMIT ?
"""


def audit_messages(results: AuditResults, language: Language) -> tuple[PracticeMessage, ...]:
    """Return first messages of conversations of an audit, at most 400, each text once."""
    rows = results.rows(_SQL, [language, SHORTEST, LONGEST, MOST])
    once = {row["customer"]: row for row in rows}
    return tuple(
        PracticeMessage(
            id=f"audit:{row['turn_id']}",
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

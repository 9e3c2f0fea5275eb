"""All of an agent's own replies in an audit, to read and, where they see it otherwise, object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from coach.audit.results import AuditResults
    from coach.contracts import Dimension, Language, Verdict

PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class RepliesWish:
    """Which replies to list; None where anything is welcome. `page` counts from 1.

    `verdict` is that of `dimension`, or of any dimension where none is named. `text` is looked for
    in the reply, the message it answers and the turn's id, in small letters and capitals alike.
    """

    dimension: Dimension | None = None
    verdict: Verdict | None = None
    language: Language | None = None
    text: str = ""
    page: int = 1


def own_replies(
    results: AuditResults, agent: str, wish: RepliesWish
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many scored replies of an agent fit, and one page of them, the newest first."""
    where, values = _where(agent, wish)
    total = results.rows(f"SELECT count(*) AS n FROM scores WHERE {where}", values)[0]["n"]  # noqa: S608 - our own text, values bound
    rows = results.rows(
        f"SELECT * FROM scores WHERE {where} ORDER BY time DESC NULLS LAST, position DESC, "  # noqa: S608 - our own text, values bound
        "turn DESC LIMIT ? OFFSET ?",
        [*values, PAGE, PAGE * (wish.page - 1)],
    )
    return total, rows


def replies_at(results: AuditResults, turns: list[str]) -> dict[str, dict[str, Any]]:
    """Return turns of an audit by their ids; those that were erased since are left out."""
    if not turns:
        return {}
    marks = ", ".join("?" for _ in turns)
    rows = results.rows(f"SELECT * FROM scores WHERE turn_id IN ({marks})", list(turns))  # noqa: S608 - marks alone
    return {row["turn_id"]: row for row in rows}


def _where(agent: str, wish: RepliesWish) -> tuple[str, list[Any]]:
    parts, values = ["agent = ?", "abstained IS NULL"], list[Any]([agent])
    if wish.verdict is not None:
        names = (wish.dimension,) if wish.dimension else ("empathy", "hospitality", "authenticity")
        parts.append(f"({' OR '.join(f'{name}_verdict = ?' for name in names)})")
        values += [wish.verdict] * len(names)
    elif wish.dimension is not None:
        parts.append(f"{wish.dimension}_verdict <> 'not_needed'")
    if wish.language is not None:
        parts.append("language = ?")
        values.append(wish.language)
    if words := wish.text.strip().lower():
        parts.append("contains(lower(concat_ws(' ', turn_id, customer, reply)), ?)")
        values.append(words)
    return " AND ".join(parts), values

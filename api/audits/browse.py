"""Look into a finished audit: conversations by filter, and one of them with its passages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.audits.problems import AuditUnfinishedError, UnknownAuditError
from api.audits.schemas import (
    PAGE,
    ConversationOut,
    ConversationsOut,
    Filters,
    MarkOut,
    Sort,
    TurnDimensionOut,
    TurnOut,
    WholeConversationOut,
)
from coach.audit.errors import AuditError
from coach.contracts import DIMENSIONS

if TYPE_CHECKING:
    from coach.audit.results import AuditResults
    from coach.contracts import Language
    from coach.rubric import Rubric
    from coach.store.audits import AuditRecord

_ORDERS: Final[dict[Sort, str]] = {
    "order": "c.position",
    "lowest": "c.overall NULLS LAST, c.position",
    "highest": "c.overall DESC NULLS LAST, c.position",
    "newest": "c.start DESC NULLS LAST, c.position",
    "uncertain": (
        "(SELECT min(least(s.empathy_confidence, s.hospitality_confidence, "
        "s.authenticity_confidence)) FROM scores s WHERE s.position = c.position) "
        "NULLS LAST, c.position"
    ),
}
_COLUMNS: Final = tuple(ConversationOut.model_fields)


def open_results(record: AuditRecord) -> AuditResults:
    """Open the results of an audit.

    Raises:
        AuditUnfinishedError: there are none yet, or none any more.
    """
    from coach.audit.results import AuditResults

    try:
        return AuditResults.open(Path(record.folder))
    except AuditError as error:
        raise AuditUnfinishedError from error


def find_conversations(results: AuditResults, filters: Filters) -> ConversationsOut:
    """Return one page of the conversations that pass the filters."""
    where, values = _where(filters)
    total = results.rows(f"SELECT count(*) AS n FROM conversations c WHERE {where}", values)  # noqa: S608 - our own text, values bound
    rows = results.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM conversations c WHERE {where} "  # noqa: S608 - our own text, values bound
        f"ORDER BY {_ORDERS[filters.sort]} LIMIT {PAGE} OFFSET {PAGE * (filters.page - 1)}",
        values,
    )
    found = [ConversationOut(**row) for row in rows]
    return ConversationsOut(total=total[0]["n"], page=filters.page, size=PAGE, conversations=found)


def whole_conversation(
    results: AuditResults, position: int, rubric: Rubric, language: Language
) -> WholeConversationOut:
    """Return one conversation with its passages in the reader's language.

    Raises:
        UnknownAuditError: the audit has no such conversation.
    """
    rows = results.rows("SELECT * FROM scores WHERE position = ? ORDER BY turn", [position])
    if not rows:
        raise UnknownAuditError
    return WholeConversationOut(
        conversation_id=rows[0]["conversation_id"],
        turns=[present_turn(row, rubric, language) for row in rows],
    )


def _where(filters: Filters) -> tuple[str, list[object]]:
    """Return the condition and the values that are bound to it."""
    parts, values = ["TRUE"], list[object]()
    for column in ("channel", "language", "situation", "need"):
        value = getattr(filters, column)
        if value is not None:
            parts.append(f"c.{column} = ?")
            values.append(value)
    if filters.behaviour is not None:
        parts.append(
            "EXISTS (SELECT 1 FROM scores s WHERE s.position = c.position "
            "AND list_contains([b.id FOR b IN s.behaviours], ?))"
        )
        values.append(filters.behaviour)
    return " AND ".join(parts), values


def present_turn(row: dict[str, Any], rubric: Rubric, language: Language) -> TurnOut:
    """Return one turn in the reader's language; `row` is one of the table `scores`."""
    need = row["need"]
    return TurnOut(
        turn=row["turn"],
        agent=row["agent"],
        time=row["time"],
        phase=row["phase"],
        need=need,
        need_name=None if need is None else rubric.needs[need].name.text(language),
        customer=row["customer"],
        reply=row["reply"],
        dimensions={
            name: TurnDimensionOut(
                level=row[f"{name}_level"],
                level_name=rubric.level(row[f"{name}_level"]).name.text(language),
                score=row[f"{name}_score"],
                verdict=row[f"{name}_verdict"],
                verdict_name=rubric.verdict(row[f"{name}_verdict"]).name.text(language),
                abstained=row[f"{name}_abstained"],
            )
            for name in DIMENSIONS
            if row[f"{name}_level"] is not None
        },
        overall=row["overall"],
        abstained=row["abstained"],
        behaviours=[_mark(mark, rubric, language) for mark in row["behaviours"]],
    )


def _mark(mark: dict[str, Any], rubric: Rubric, language: Language) -> MarkOut:
    behaviour = rubric.behaviour(mark["id"])
    return MarkOut(
        id=mark["id"],
        name=behaviour.name.text(language),
        reason=behaviour.reason.text(language),
        dimension=mark["dimension"],
        polarity=mark["polarity"],
        start=mark["start"],
        end=mark["end"],
        text=mark["text"],
        tier=mark["tier"],
    )

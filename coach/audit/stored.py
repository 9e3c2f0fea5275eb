"""From stored rows back to what the formula reads, for conversations that lose some turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.audit.formula import conversation_score
from coach.contracts import ASSESSMENT_SCHEMA, DIMENSIONS, Assessment, DimensionResult, Need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.contracts import Dimension


def conversation_without(
    rows: Sequence[Mapping[str, Any]], weights: Mapping[Dimension, float]
) -> dict[str, Any]:
    """Return the columns of a conversation that change when only these turns are left."""
    total = conversation_score([assessment_of(row) for row in rows], weights=weights)
    parts = {name: total.parts.get(name) for name in DIMENSIONS}
    return {
        "turns": len(rows),
        "agents": sorted({row["agent"] for row in rows if row["agent"]}),
        **{f"{name}_score": part.score if part else None for name, part in parts.items()},
        **{f"{name}_spread": part.spread if part else None for name, part in parts.items()},
        **{f"{name}_lowest": part.lowest if part else None for name, part in parts.items()},
        "overall": total.overall,
        "capped_by": total.capped_by,
        "need": max((row["need"] for row in rows if row["need"] is not None), default=None),
    }


def assessment_of(row: Mapping[str, Any]) -> Assessment:
    """Return the assessment a row was made from, without its passages."""
    results = {name: _result(row, name) for name in DIMENSIONS}
    return Assessment(
        schema=ASSESSMENT_SCHEMA,
        id=row["turn_id"],
        language=row["language"],
        phase=row["phase"],
        need=Need(row["need"], tuple(row["need_p"])) if row["need"] is not None else None,
        empathy=results["empathy"],
        hospitality=results["hospitality"],
        authenticity=results["authenticity"],
        overall=row["overall"],
        capped_by=row["capped_by"],
        behaviours=(),
        slots=(),
        abstained=row["abstained"],
        model=row["model"],
        rubric=row["rubric"],
    )


def _result(row: Mapping[str, Any], name: Dimension) -> DimensionResult | None:
    if row[f"{name}_level"] is None:
        return None
    return DimensionResult(
        level=row[f"{name}_level"],
        probabilities=tuple(row[f"{name}_p"]),
        score=row[f"{name}_score"],
        confidence=row[f"{name}_confidence"],
        verdict=row[f"{name}_verdict"],
        abstained=row[f"{name}_abstained"],
    )

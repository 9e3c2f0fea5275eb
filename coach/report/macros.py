"""Macros and near-copies, the most used first, with how they score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.audit.withhold import K
from coach.contracts import DIMENSIONS
from coach.report.values import MacroFigures

if TYPE_CHECKING:
    from coach.audit.results import AuditResults

MOST: Final = 12


def macros(results: AuditResults, *, named: bool) -> tuple[MacroFigures, ...]:
    """Return the most used macros; scores of what fewer than five agents sent are withheld."""
    rows = results.rows("SELECT * FROM macros ORDER BY uses DESC, macro LIMIT ?", [MOST])
    return tuple(
        MacroFigures(
            uses=row["uses"],
            forms=row["forms"],
            agents=row["agents"],
            language=row["language"],
            text=row["text"],
            scores=(
                None
                if named and row["agents"] < K
                else {name: row[f"{name}_score"] for name in DIMENSIONS}
            ),
            behaviours=tuple(row["behaviours"]),
        )
        for row in rows
    )

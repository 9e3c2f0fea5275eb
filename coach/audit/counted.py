"""Which turns count in a figure: the one definition everything that reads an audit goes by.

A turn counts in a dimension when the coach was sure of it and its verdict is `given` or `missing`;
`not_needed` counts nowhere (design.md, *Scores and words*). So the share given is of the turns in
which it was given or asked for. Whoever wants a share whose base no reply can move takes the turns
that answered a problem or strong feelings (`coach.report.sums`).

The phone is experimental: its turns stay out of totals unless there is nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.audit.results import AuditResults
    from coach.contracts import Dimension

_NOT_PHONE: Final = "s.channel IS DISTINCT FROM 'phone'"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which turns count in totals: all but phone, unless there is nothing else."""

    phone: int
    only_phone: bool

    @property
    def where(self) -> str:
        """Return the condition as SQL over `s`."""
        return "TRUE" if self.only_phone else _NOT_PHONE


def scope_of(results: AuditResults) -> Scope:
    """Count replies on the phone, which are experimental and stay out of totals."""
    row = results.rows(
        f"SELECT count(*) AS n, count(*) FILTER (WHERE NOT ({_NOT_PHONE})) AS phone FROM scores s"  # noqa: S608 - our own condition
    )[0]
    return Scope(phone=row["phone"], only_phone=row["n"] == row["phone"] > 0)


def judged_sql(name: Dimension, table: str = "s") -> str:
    """Return the condition under which the coach is sure of a dimension, as SQL."""
    return f"({table}.{name}_level IS NOT NULL AND NOT {table}.{name}_abstained)"


def applies_sql(name: Dimension, table: str = "s") -> str:
    """Return the condition under which a turn counts in a dimension, as SQL."""
    return f"({judged_sql(name, table)} AND {table}.{name}_verdict <> 'not_needed')"


def applies(row: Mapping[str, Any], name: Dimension) -> bool:
    """Tell the same of a row of `scores`."""
    return (
        row[f"{name}_level"] is not None
        and not row[f"{name}_abstained"]
        and row[f"{name}_verdict"] != "not_needed"
    )

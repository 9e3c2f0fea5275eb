"""Sums by conversation, fetched by one query each: all that intervals need, in flat memory.

Up to 20,000 conversations each is a cluster of its own. Beyond, conversations are put into 20,000
random groups by their place, which keeps the bootstrap valid and its memory bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.audit.counted import applies_sql, judged_sql
from coach.audit.prefixes import SEGMENT_PREFIX
from coach.contracts import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from coach.audit.results import AuditResults
    from coach.contracts import Dimension

MOST_CLUSTERS: Final = 20_000
NEEDS: Final = (0, 1, 2)
VERDICTS: Final = ("given", "missing", "not_needed")
LEVELS: Final = (0, 1, 2, 3)
COLUMNS: Final = ("channel", "language", "phase", "situation", "need", "team")


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of one group, one entry a cluster, by the name of what is summed."""

    name: str | None
    columns: dict[str, NDArray[np.float64]] = field(repr=False)

    def of(self, *names: str) -> NDArray[np.float64]:
        """Return columns side by side, shape (clusters, names)."""
        return np.stack([self.columns[name] for name in names], axis=1)

    def total(self, name: str) -> float:
        """Return a column's sum."""
        return float(self.columns[name].sum())


def group_sql(results: AuditResults, column: str) -> str:
    """Return the SQL of a column of the turns or of a segment of their conversations."""
    if column in COLUMNS:
        return f"s.{column}::VARCHAR"
    if column not in results.segments:
        message = f"{column!r} is neither a segment of this audit nor one of {COLUMNS}."
        raise KeyError(message)
    quoted = (SEGMENT_PREFIX + column).replace('"', '""')
    return f'c."{quoted}"'


def sums(results: AuditResults, by: str = "NULL", *, where: str = "TRUE") -> Iterator[Sums]:
    """Yield the sums of each group of an SQL expression over `s` (turns) and `c`."""
    wanted = ", ".join(f"{sql} AS {name}" for name, sql in _columns().items())
    table = results.query(
        f"SELECT {by} AS name, s.position % {MOST_CLUSTERS} AS cluster, {wanted} "  # noqa: S608 - our own columns
        f"FROM scores s JOIN conversations c USING (position) WHERE {where} "
        "GROUP BY 1, 2 ORDER BY 1, 2"
    )
    names = table.column("name").to_pylist()
    arrays = {
        name: table.column(name).to_numpy().astype(np.float64, copy=False) for name in _columns()
    }
    starts = [i for i in range(len(names)) if i == 0 or names[i] != names[i - 1]]
    for start, end in zip(starts, [*starts[1:], len(names)], strict=True):
        yield Sums(names[start], {name: array[start:end] for name, array in arrays.items()})


def _columns() -> dict[str, str]:
    """Return what is summed, as SQL; see `Figures` and `Picture` for what becomes of it."""
    found = {"turns": "count(*)", "judged_need": "count(s.need)"}
    for need in NEEDS:
        found[f"need_{need}"] = f"count(*) FILTER (WHERE s.need = {need})"
    for name in DIMENSIONS:
        found |= {f"{name}_{key}": sql for key, sql in _dimension_columns(name).items()}
    return found


def _dimension_columns(name: Dimension) -> dict[str, str]:
    counted, judged = applies_sql(name), judged_sql(name)
    score, given = f"s.{name}_score::DOUBLE", f"s.{name}_level >= 2"
    problem, strong = f"{judged} AND s.need >= 1", f"{judged} AND s.need = 2"
    return {
        "n": f"count(*) FILTER (WHERE {counted})",
        "score": f"coalesce(sum({score}) FILTER (WHERE {counted}), 0)",
        "square": f"coalesce(sum({score} ** 2) FILTER (WHERE {counted}), 0)",
        "counted_given": f"count(*) FILTER (WHERE {counted} AND {given})",
        "judged": f"count(*) FILTER (WHERE {judged})",
        "problem_n": f"count(*) FILTER (WHERE {problem})",
        "problem_given": f"count(*) FILTER (WHERE {problem} AND {given})",
        "strong_n": f"count(*) FILTER (WHERE {strong})",
        "strong_given": f"count(*) FILTER (WHERE {strong} AND {given})",
        **{
            f"n_need_{need}": f"count(*) FILTER (WHERE {counted} AND s.need = {need})"
            for need in NEEDS
        },
        **{
            f"score_need_{need}": (
                f"coalesce(sum({score}) FILTER (WHERE {counted} AND s.need = {need}), 0)"
            )
            for need in NEEDS
        },
        **{
            verdict: f"count(*) FILTER (WHERE {judged} AND s.{name}_verdict = '{verdict}')"
            for verdict in VERDICTS
        },
        **{
            f"level_{level}": f"count(*) FILTER (WHERE {judged} AND s.{name}_level = {level})"
            for level in LEVELS
        },
    }

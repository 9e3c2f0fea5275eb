"""Scores over time: by day, week or month, whatever fits the span."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from coach.audit.withhold import withheld
from coach.contracts import DIMENSIONS
from coach.report.breakdown import solid
from coach.report.sums import Sums, sums
from coach.report.values import Point, Trend
from coach.statistics.bootstrap import means

if TYPE_CHECKING:
    from coach.audit.counted import Scope
    from coach.audit.results import AuditResults
    from coach.report.values import Coverage, Unit

UNITS: Final[tuple[Unit, ...]] = ("day", "week", "month")
LEAST_POINTS: Final = 3
MOST_POINTS: Final = 60
_MOST_DAYS: Final = 21
_MOST_WEEKS: Final = 26
_REPLICATES: Final = 1000
_STRAGGLERS: Final = 0.01
_TIME: Final = "make_timestamp(epoch_us(s.time))"
"""UTC without a zone, so that the day does not depend on where the report is made."""


def trend(results: AuditResults, scope: Scope, coverage: Coverage) -> Trend:
    """Return the scores over time; no points where fewer than three spans would have figures.

    A span has none below ten conversations, below five agents, or where those of one with fewer
    would follow. Where short spans hold too little, longer ones are taken.
    """
    undated = results.rows("SELECT count(*) - count(time) AS n FROM scores")[0]["n"]
    bounds = _bounds(results, scope)
    if bounds is None:
        return Trend("week", (), undated)
    first, last, outside = bounds
    where = f"{_TIME}::DATE BETWEEN '{first}' AND '{last}' AND {scope.where}"
    shortest = unit_for((last - first).days + 1)
    for unit in UNITS[UNITS.index(shortest) :]:
        points = _points(results, unit, where, named=coverage.named)
        if sum(map(_has_figures, points)) >= LEAST_POINTS:
            kept = _without_gaps(points, unit)[-MOST_POINTS:]
            return Trend(unit, tuple(kept), undated, first, last, outside)
    return Trend(shortest, (), undated)


def _points(results: AuditResults, unit: Unit, where: str, *, named: bool) -> list[Point]:
    start = f"date_trunc('{unit}', {_TIME})::DATE"
    rows = results.rows(
        f"SELECT ({start})::VARCHAR AS start, list(DISTINCT s.agent) "  # noqa: S608 - a unit of our own
        f"FILTER (WHERE s.agent IS NOT NULL) AS agents FROM scores s WHERE {where} GROUP BY 1"
    )
    people = {row["start"]: frozenset(row["agents"] or ()) for row in rows}
    hidden = withheld(people, named=named)
    return [
        _point(one, hidden=one.name in hidden)
        for one in sums(results, f"({start})::VARCHAR", where=where)
    ]


def _bounds(results: AuditResults, scope: Scope) -> tuple[dt.date, dt.date, int] | None:
    """Return the first and the last day, and how many replies lie outside.

    Where a hundredth of the replies at either end would more than double the span, they do.
    """
    row = results.rows(
        f"SELECT min(s.time)::DATE AS first, max(s.time)::DATE AS last, "  # noqa: S608 - our own condition
        f"quantile_disc(s.time, {_STRAGGLERS})::DATE AS most_first, "
        f"quantile_disc(s.time, {1 - _STRAGGLERS})::DATE AS most_last "
        f"FROM (SELECT {_TIME} AS time FROM scores s WHERE s.time IS NOT NULL AND {scope.where}) s"
    )[0]
    first, last = row["first"], row["last"]
    if first is None:
        return None
    if (last - first).days > 2 * (row["most_last"] - row["most_first"]).days + 1:
        first, last = row["most_first"], row["most_last"]
    outside = results.rows(
        f"SELECT count(*) AS n FROM scores s WHERE s.time IS NOT NULL AND {scope.where} "  # noqa: S608 - our own condition
        f"AND {_TIME}::DATE NOT BETWEEN '{first}' AND '{last}'"
    )[0]["n"]
    return first, last, outside


def _has_figures(point: Point) -> bool:
    return any(one.value is not None for one in (point.scores or {}).values())


def _point(one: Sums, *, hidden: bool) -> Point:
    start, turns = dt.date.fromisoformat(one.name or ""), round(one.total("turns"))
    if hidden:
        return Point(start, turns, None)
    found = means(
        one.of(*(f"{name}_score" for name in DIMENSIONS)),
        one.of(*(f"{name}_n" for name in DIMENSIONS)),
        replicates=_REPLICATES,
    )
    return Point(start, turns, dict(zip(DIMENSIONS, map(solid, found), strict=True)))


def _without_gaps(points: list[Point], unit: Unit) -> list[Point]:
    """Put empty spans where nothing was written, so that the axis is true to time."""
    known = {point.start: point for point in points}
    found, start = [], points[0].start
    while start <= points[-1].start:
        found.append(known.get(start, Point(start, 0, None)))
        start = _next(start, unit)
    return found


def _next(start: dt.date, unit: Unit) -> dt.date:
    if unit == "month":
        return (start + dt.timedelta(days=31)).replace(day=1)
    return start + dt.timedelta(days=1 if unit == "day" else 7)


def unit_for(days: int) -> Unit:
    """Return what a span is best cut into."""
    if days <= _MOST_DAYS:
        return "day"
    return "week" if days <= 7 * _MOST_WEEKS else "month"

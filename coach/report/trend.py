"""Scores over time: by day, week or month, whatever fits the span."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from coach.audit.withhold import withheld
from coach.contracts import DIMENSIONS
from coach.report.sums import sums
from coach.report.values import Point, Trend
from coach.statistics.bootstrap import means

if TYPE_CHECKING:
    from coach.audit.counted import Scope
    from coach.audit.results import AuditResults
    from coach.report.values import Coverage, Unit

LEAST_POINTS: Final = 3
MOST_POINTS: Final = 60
_MOST_DAYS: Final = 21
_MOST_WEEKS: Final = 26
_REPLICATES: Final = 1000


def trend(results: AuditResults, scope: Scope, coverage: Coverage) -> Trend:
    """Return the scores over time; no points where there would be fewer than three.

    A span with fewer than five agents has no figures, nor has one from which they would follow.
    """
    undated = results.rows("SELECT count(*) - count(time) AS n FROM scores")[0]["n"]
    if coverage.first is None or coverage.last is None:
        return Trend("week", (), undated)
    unit = unit_for((coverage.last - coverage.first).days + 1)
    start = f"date_trunc('{unit}', make_timestamp(epoch_us(s.time)))::DATE"
    where = f"s.time IS NOT NULL AND {scope.where}"
    rows = results.rows(
        f"SELECT ({start})::VARCHAR AS start, list(DISTINCT s.agent) "  # noqa: S608 - a unit of our own
        f"FILTER (WHERE s.agent IS NOT NULL) AS agents FROM scores s WHERE {where} GROUP BY 1"
    )
    people = {row["start"]: frozenset(row["agents"] or ()) for row in rows}
    hidden = withheld(people, named=coverage.named)
    points = []
    for one in sums(results, f"({start})::VARCHAR", where=where):
        name = one.name or ""
        scores = None
        if name not in hidden:
            found = means(
                one.of(*(f"{d}_score" for d in DIMENSIONS)),
                one.of(*(f"{d}_n" for d in DIMENSIONS)),
                replicates=_REPLICATES,
            )
            scores = dict(zip(DIMENSIONS, found, strict=True))
        points.append(Point(dt.date.fromisoformat(name), round(one.total("turns")), scores))
    kept = _without_gaps(points, unit)[-MOST_POINTS:] if len(points) >= LEAST_POINTS else []
    return Trend(unit, tuple(kept), undated)


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

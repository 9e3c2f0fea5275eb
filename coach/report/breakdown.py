"""Figures by channel, language, phase, situation, need, team and every segment column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coach.audit.withhold import withheld
from coach.contracts import DIMENSIONS
from coach.report.sums import COLUMNS, Sums, group_sql, sums
from coach.report.values import Breakdown, Figures, Group
from coach.statistics.bootstrap import Estimate, means, shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.audit.counted import Scope
    from coach.audit.results import AuditResults
    from coach.contracts import Dimension

MOST_GROUPS: Final = 12
LEAST_TURNS: Final = 10
"""A group of fewer scored replies is not listed: nothing could be said of it."""
ORDERS: Final = {"phase": ("opening", "middle", "closing"), "need": ("0", "1", "2")}
"""Columns whose groups have an order of their own; others go by size."""
CALM: Final = "0"
"""The need of customers who are calm, as a group is named."""
REPLICATES: Final = 1000


def breakdowns(results: AuditResults, scope: Scope) -> Iterator[Breakdown]:
    """Yield the breakdowns by columns that have at least two groups."""
    for column in (*COLUMNS, *results.segments):
        found = breakdown(results, column, scope)
        if len(found.groups) > 1:
            yield found


def breakdown(results: AuditResults, column: str, scope: Scope) -> Breakdown:
    """Return the figures by one column; phone stays apart, but in the one by channel."""
    by = group_sql(results, column)
    where = "TRUE" if column == "channel" else scope.where
    agents = _agents(results, by, where)
    hidden = withheld(agents, named=results.names_agents())
    groups = list(sums(results, by, where=where))
    largest = sorted(groups, key=lambda one: (-one.total("turns"), one.name or ""))
    listed = [one for one in largest[:MOST_GROUPS] if one.total("judged_need") >= LEAST_TURNS]
    order = ORDERS.get(column)
    if order:
        listed.sort(key=lambda one: order.index(one.name) if one.name in order else len(order))
    shown = tuple(group_of(one, len(agents[one.name]), hidden=one.name in hidden) for one in listed)
    if column == "need":
        shown = tuple(map(_calm_asks_for_nothing, shown))
    return Breakdown(column, column in results.segments, shown, len(groups) - len(shown))


def group_of(one: Sums, agents: int, *, hidden: bool) -> Group:
    """Return the figures of one group, or its size alone."""
    turns = round(one.total("turns"))
    if hidden:
        return Group(one.name, turns, agents, None, None)
    strong = shares(one.of("need_2"), one.of("judged_need"), replicates=REPLICATES)[0]
    figures = {
        name: Figures(solid(its.score), solid(its.given), solid(its.hurts))
        for name, its in figures_of(one, replicates=REPLICATES).items()
    }
    return Group(one.name, turns, agents, figures, solid(strong))


def solid(estimate: Estimate) -> Estimate:
    """Leave out what comes from fewer than ten conversations: people would compare it."""
    return estimate if estimate.has_interval else replace(estimate, value=None)


def _calm_asks_for_nothing(group: Group) -> Group:
    """Leave out the empathy of calm customers: it is never asked for, so all that counts is given.

    A mean and a share of those alone would look like an achievement.
    """
    if group.name != CALM or group.figures is None:
        return group
    none = Estimate(None, None, None, 0, 0)
    empathy = replace(group.figures["empathy"], score=none, given=none)
    return replace(group, figures={**group.figures, "empathy": empathy})


def figures_of(one: Sums, *, replicates: int) -> dict[Dimension, Figures]:
    """Return the three dimensions' figures with intervals."""
    counts = one.of(*(f"{name}_n" for name in DIMENSIONS))

    def of(kind: str) -> list[str]:
        return [f"{name}_{kind}" for name in DIMENSIONS]

    scores = means(one.of(*of("score")), counts, replicates=replicates)
    given = shares(one.of(*of("counted_given")), counts, replicates=replicates)
    hurts = shares(one.of(*of("level_0")), one.of(*of("judged")), replicates=replicates)
    return {name: Figures(scores[i], given[i], hurts[i]) for i, name in enumerate(DIMENSIONS)}


def _agents(results: AuditResults, by: str, where: str) -> dict[str | None, frozenset[str]]:
    rows = results.rows(
        f"SELECT {by} AS name, list(DISTINCT s.agent) FILTER (WHERE s.agent IS NOT NULL) AS agents "  # noqa: S608 - our own columns
        f"FROM scores s JOIN conversations c USING (position) WHERE {where} GROUP BY 1"
    )
    return {row["name"]: frozenset(row["agents"] or ()) for row in rows}

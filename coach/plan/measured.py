"""What a board measures in an audit: promises kept, groups, capabilities; shares with intervals."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coach.audit.counted import applies_sql
from coach.audit.results import segment_column
from coach.audit.withhold import K, withheld
from coach.contracts import DIMENSIONS
from coach.practice.skills import PRACTISED
from coach.statistics.bootstrap import LEAST_CLUSTERS, Estimate, interval_of, replicate, shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.audit.results import AuditResults
    from coach.contracts import Dimension
    from coach.house import House
    from coach.rubric import Rubric

LEAST_TURNS: Final = 20
MOST_VALUES: Final = 12
MOST_CAPABILITIES: Final = 6
LEAST_RECOGNISED: Final = 0.5
"""Where fewer replies than that belong to a situation we know, situations are no groups here."""
OTHER: Final = "other"
"""The situation of a message that is none of ours: nothing its writers have in common."""
REPLICATES: Final = 1000
BUNDLES: Final = 2000
"""More conversations are resampled in so many bundles: sums of independent conversations are
independent too, and a thousand draws of fifty thousand would take minutes."""
_BUNDLE: Final = f"hash(position) % {BUNDLES}"


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """How often one promise was kept where the situation called for it, 0 to 1."""

    place: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of customers: how much they need, how the dimensions score, and the gap.

    `column` is a segment of the export, or `need`, `situation` or `channel`.
    `need` is the share of replies to a need of 1 or 2; `gap` is the mean score of the group less
    that of everybody else, in points. `scores` is None where withheld: below five agents, or where
    a group below five would follow from it.
    """

    column: str
    name: str
    turns: int
    need: float
    scores: dict[Dimension, float | None] | None
    gap: dict[Dimension, Estimate] | None


@dataclass(frozen=True, slots=True)
class Capability:
    """One behaviour to build; `missing` counts replies that lacked its dimension and it."""

    behaviour: str
    asked: int
    seen: Estimate
    missing: int


def is_shown(results: AuditResults) -> bool:
    """Tell whether team figures may be shown: nobody is named, or at least five people are."""
    row = results.rows("SELECT count(DISTINCT agent) AS n FROM scores")[0]
    return not row["n"] or int(row["n"]) >= K


def promises_kept(results: AuditResults, house: House, rubric: Rubric) -> list[PromiseKept]:
    """Return how often each promise was kept: at least one of its behaviours, where called for."""
    found = []
    for place, promise in enumerate(house.vision):
        dimensions = sorted({rubric.behaviour(id).dimension for id in promise.behaviours})
        asked = " OR ".join(applies_sql(name) for name in dimensions)
        kept = _shows(promise.behaviours)
        found.append(PromiseKept(place, _share(results, asked, kept)))
    return found


def dimension_shares(results: AuditResults) -> dict[Dimension, Estimate]:
    """Return how often each dimension was given where it was called for."""
    return {
        name: _share(results, applies_sql(name), f"s.{name}_verdict = 'given'")
        for name in DIMENSIONS
    }


def capabilities(results: AuditResults, rubric: Rubric) -> list[Capability]:
    """Return the behaviours by gap × volume, the largest first."""
    found = []
    for id in PRACTISED:
        name = rubric.behaviour(id).dimension
        seen = _share(results, applies_sql(name), _shows((id,)))
        lacking = f"{applies_sql(name)} AND s.{name}_verdict = 'missing' AND NOT {_shows((id,))}"
        missing = results.rows(f"SELECT count(*) AS n FROM scores s WHERE {lacking}")[0]["n"]  # noqa: S608 - our own columns
        found.append(Capability(id, seen.n, seen, int(missing)))
    return sorted(found, key=lambda one: -one.missing)


def groups(results: AuditResults) -> list[GroupLine]:
    """Return the customer groups: by every segment, by need, and by situation and channel.

    Messages of no situation we know share nothing and are no group; where most are such, only what
    they need and where they were written tells groups apart.
    """
    columns = [(name, f'c."{segment_column(name)}"') for name in results.segments]
    columns += [("need", "s.need::VARCHAR")]
    if (recognised(results) or 0) >= LEAST_RECOGNISED:
        columns += [("situation", f"nullif(s.situation, '{OTHER}')")]
    columns += [("channel", "s.channel")]
    named = results.names_agents()
    found = []
    for name, column in columns:
        rows = results.rows(_group_sql(column), [LEAST_TURNS, MOST_VALUES])
        if len(rows) > 1:
            hidden = withheld(_people(results, column), named=named)
            found += [
                _group(results, name, column, row, hidden=row["name"] in hidden) for row in rows
            ]
    return found


def recognised(results: AuditResults) -> float | None:
    """Return the share of messages that are of a situation we know, None without messages."""
    row = results.rows(
        "SELECT avg((situation <> ?)::INT) AS share FROM scores WHERE situation IS NOT NULL",
        [OTHER],
    )[0]
    return None if row["share"] is None else float(row["share"])


def _people(results: AuditResults, column: str) -> dict[str | None, frozenset[str]]:
    """Return who answered each group of a column, those too small to be listed as well."""
    rows = results.rows(
        f"SELECT {column} AS name, list(DISTINCT s.agent) FILTER (WHERE s.agent IS NOT NULL) "  # noqa: S608 - our own columns
        "AS agents FROM scores s JOIN conversations c USING (position) GROUP BY 1"
    )
    return {row["name"]: frozenset(row["agents"] or ()) for row in rows}


def as_data(value: Any) -> Any:  # noqa: ANN401 - any measured value
    """Return a measured value as plain data."""
    return asdict(value)


def promise_of_the_week(count: int, day: dt.date) -> int | None:
    """Return which promise is the week's: each in its turn."""
    return day.toordinal() // 7 % count if count else None


def _group_sql(column: str) -> str:
    means = ", ".join(
        f"avg(s.{name}_score) FILTER (WHERE {applies_sql(name)}) AS {name}" for name in DIMENSIONS
    )
    return (
        f"SELECT {column} AS name, count(*) AS turns, "  # noqa: S608 - our own columns
        f"avg((s.need >= 1)::INT) AS need, {means} FROM scores s JOIN conversations c "
        f"USING (position) WHERE {column} IS NOT NULL GROUP BY 1 HAVING count(*) >= ? "
        "ORDER BY 2 DESC, 1 LIMIT ?"
    )


def _group(
    results: AuditResults, name: str, column: str, row: dict[str, Any], *, hidden: bool
) -> GroupLine:
    scores = None if hidden else {one: row[one] for one in DIMENSIONS}
    gap = None if hidden else {one: _gap(results, column, row["name"], one) for one in DIMENSIONS}
    return GroupLine(name, str(row["name"]), row["turns"], float(row["need"] or 0), scores, gap)


def _gap(results: AuditResults, column: str, value: object, name: Dimension) -> Estimate:
    """Return the group's mean less everybody else's, with a bootstrap over conversations."""
    score = f"s.{name}_score"
    own = f"({column} IS NOT DISTINCT FROM ?)"
    rows = results.query(
        f"SELECT coalesce(sum({score}) FILTER (WHERE {own}), 0)::DOUBLE AS own, "  # noqa: S608 - our own columns
        f"coalesce(sum({score}) FILTER (WHERE NOT {own}), 0)::DOUBLE AS rest, "
        f"count(*) FILTER (WHERE {own})::DOUBLE AS own_n, "
        f"count(*) FILTER (WHERE NOT {own})::DOUBLE AS rest_n, "
        f"count(DISTINCT position) FILTER (WHERE {own}) AS conversations "
        "FROM scores s JOIN conversations c USING (position) "
        f"WHERE {applies_sql(name)} GROUP BY {_cluster(results)}",
        [value] * 5,
    )
    sums, counts = (
        np.stack([rows[key].to_numpy().astype(np.float64) for key in pair], axis=1)
        for pair in (("own", "rest"), ("own_n", "rest_n"))
    )
    inside = int(rows["conversations"].to_numpy().sum()) if rows.num_rows else 0
    size = round(float(counts[:, 0].sum())) if len(counts) else 0
    if not len(counts) or not counts.sum(axis=0).all():
        return Estimate(None, None, None, size, inside)
    means = sums.sum(axis=0) / counts.sum(axis=0)
    value_ = float(means[0] - means[1])
    if min(np.count_nonzero(counts, axis=0)) < LEAST_CLUSTERS:
        return Estimate(value_, None, None, size, inside)
    drawn = replicate(sums, counts, replicates=REPLICATES)
    low, high = interval_of(drawn[:, 0] - drawn[:, 1])
    return Estimate(value_, low, high, size, inside)


def _share(results: AuditResults, asked: str, kept: str) -> Estimate:
    rows = results.query(
        f"SELECT sum(({kept})::INT)::DOUBLE AS kept, count(*)::DOUBLE AS n FROM scores s "  # noqa: S608 - our own columns
        f"WHERE {asked} GROUP BY {_cluster(results)}"
    )
    if not rows.num_rows:
        return Estimate(None, None, None, 0, 0)
    sums, counts = (rows[key].to_numpy()[:, None] for key in ("kept", "n"))
    return shares(sums, counts, replicates=REPLICATES)[0]


def _cluster(results: AuditResults) -> str:
    """Return by what is resampled: by conversation, or of very many by bundles of them."""
    return _BUNDLE if results.count("conversations") > BUNDLES else "position"


def _shows(behaviours: Sequence[str]) -> str:
    listed = ", ".join(f"'{id}'" for id in behaviours)
    return f"len(list_filter(s.behaviours, lambda b: b.id IN ({listed}))) > 0"

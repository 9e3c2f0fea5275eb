"""Count in an audit how often each behaviour was seen where it has its place, and what it moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coach.audit.counted import applies_sql
from coach.audit.withhold import K
from coach.contracts import DIMENSIONS
from coach.huddle.errors import HuddleError
from coach.huddle.share import Difference, Share, Sums, difference_of, share_of
from coach.huddle.texts import load_texts
from coach.rubric import BEHAVIOUR_IDS, load_rubric

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from coach.audit.results import AuditResults
    from coach.contracts import Language
    from coach.huddle.texts import Occasion
    from coach.rubric import Behaviour

LEAST_REPLIES: Final = 30
"""A share of fewer replies says nothing a team could act on."""
LEAST_CONVERSATIONS: Final = 15
LEAST_SIDE: Final = 8
"""So many replies with and without a behaviour before the two are compared."""

_PLACES: Final[Mapping[Occasion, str]] = {
    "any": "TRUE",
    "opening": "s.phase = 'opening'",
    "closing": "(s.phase = 'closing' OR {turns}.turns = 1)",
    "edge": "(s.phase IN ('opening', 'closing'))",
    "trouble": "s.need >= 1",
    "trouble_start": "(s.need >= 1 AND s.phase = 'opening')",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The replies a huddle is about: one language, perhaps one team, perhaps since a day."""

    language: Language
    team: str | None = None
    since: dt.date | None = None

    @property
    def where(self) -> str:
        """The condition over `scores s` and `conversations c`, its values left open."""
        parts = ["s.language = ?"]
        if self.team is not None:
            parts.append("s.team = ?")
        if self.since is not None:
            parts.append("s.time >= CAST(? AS DATE)")
        return " AND ".join(parts)

    @property
    def values(self) -> list[object]:
        """The values of the condition, in its order."""
        given = (self.language, self.team, self.since.isoformat() if self.since else None)
        return [value for value in given if value is not None]


@dataclass(frozen=True, slots=True)
class Group:
    """Who and what a scope holds.

    `agents` is None where the transcripts do not say who wrote.
    """

    replies: int
    conversations: int
    agents: int | None

    @property
    def is_shown(self) -> bool:
        """Tell whether figures and replies of this group may be shown: nobody, or at least five."""
        return self.replies > 0 and (self.agents is None or self.agents >= K)


@dataclass(frozen=True, slots=True)
class Seen:
    """What an audit says of one behaviour.

    `share` of the replies that gave occasion; `effect` is by how many points the dimension's score
    of replies with it lies above those without. None where there is too little to say.
    """

    behaviour: str
    occasions: int
    share: Share | None
    effect: Difference | None


def group_of(results: AuditResults, scope: Scope) -> Group:
    """Count a scope.

    Raises:
        HuddleError: the audit has no such team.
    """
    _check_team(results, scope.team)
    row = results.rows(
        "SELECT count(*) AS replies, count(DISTINCT s.position) AS conversations, "  # noqa: S608 - values are bound
        f"count(DISTINCT s.agent) AS agents FROM scores s WHERE {scope.where}",
        scope.values,
    )[0]
    named = row["agents"] or results.names_agents()
    return Group(row["replies"], row["conversations"], row["agents"] if named else None)


def count_behaviours(
    results: AuditResults, scope: Scope, ids: Sequence[str] = BEHAVIOUR_IDS
) -> dict[str, Seen]:
    """Count behaviours in a scope, all of them in one pass over the audit."""
    rows = results.rows(_sql(ids, scope), scope.values)
    return {row["id"]: _seen(row) for row in rows}


def count_behaviour(results: AuditResults, scope: Scope, id: str) -> Seen:
    """Count one behaviour in a scope."""
    return count_behaviours(results, scope, (id,))[id]


def occasion_sql(behaviour: Behaviour, *, turns: str = "c") -> str:
    """Return where a behaviour has its place, as SQL over `scores s`; `turns` knows how many."""
    place = _PLACES[load_texts()[behaviour.id].occasion].format(turns=turns)
    return f"{applies_sql(behaviour.dimension)} AND {place}"


def shows_sql(behaviour: Behaviour) -> str:
    """Return whether a reply shows a behaviour; of what costs, only sure marks count."""
    sure = "" if behaviour.polarity == "+" else " AND b.tier = 'inline'"
    return f"len(list_filter(s.behaviours, lambda b: b.id = '{behaviour.id}'{sure})) > 0"


def _seen(row: dict[str, Any]) -> Seen:
    n, hits = int(row["n"] or 0), int(row["h"] or 0)
    earns = load_rubric().behaviour(row["id"]).polarity == "+"
    few = n < LEAST_REPLIES or row["clusters"] < LEAST_CONVERSATIONS
    if few or (not earns and not hits):  # of what costs, "at least none" says nothing
        return Seen(row["id"], n, None, None)
    share = share_of(_sums(row, "h", "n", row["clusters"]))
    if min(hits, n - hits) < LEAST_SIDE or min(row["c1"], row["c0"]) < LEAST_SIDE:
        return Seen(row["id"], n, share, None)
    shown, others = _sums(row, "s1", "n1", row["c1"]), _sums(row, "s0", "n0", row["c0"])
    return Seen(row["id"], n, share, difference_of(shown, others))


def _sql(ids: Sequence[str], scope: Scope) -> str:
    """Sum by conversation, then over conversations; the audit itself is read once."""
    behaviours = [load_rubric().behaviour(id) for id in ids]
    columns = ", ".join(
        f"s.{name}_{part}" for name in DIMENSIONS for part in ("level", "abstained", "verdict")
    )
    scores = ", ".join(f"s.{name}_score::DOUBLE AS {name}_score" for name in DIMENSIONS)
    shown = ", ".join(f"{shows_sql(one)} AS shows_{one.id}" for one in behaviours)
    return (
        f"WITH s AS MATERIALIZED (SELECT s.position, s.phase, s.need, c.turns, {columns}, "  # noqa: S608 - our own ids; values are bound
        f"{scores}, {shown} FROM scores s JOIN conversations c USING (position) "
        f"WHERE {scope.where}) " + " UNION ALL ".join(map(_sums_sql, behaviours))
    )


def _sums_sql(behaviour: Behaviour) -> str:
    score, shown = f"{behaviour.dimension}_score", f"shows_{behaviour.id}"
    pairs = (("h", "n"), ("s1", "n1"), ("s0", "n0"))
    sums = ", ".join(
        f"sum({x}) AS {x}, sum({n}) AS {n}, sum({x} * {x}) AS {x}{x}, "
        f"sum({n} * {n}) AS {n}{n}, sum({x} * {n}) AS {x}{n}"
        for x, n in pairs
    )
    return (
        f"SELECT '{behaviour.id}' AS id, count(*) AS clusters, "  # noqa: S608 - our own ids
        f"count(*) FILTER (WHERE n1 > 0) AS c1, count(*) FILTER (WHERE n0 > 0) AS c0, {sums} "
        "FROM (SELECT position, count(*)::DOUBLE AS n, "
        f"count(*) FILTER (WHERE {shown})::DOUBLE AS h, "
        f"count(*) FILTER (WHERE {shown})::DOUBLE AS n1, "
        f"count(*) FILTER (WHERE NOT {shown})::DOUBLE AS n0, "
        f"coalesce(sum({score}) FILTER (WHERE {shown}), 0) AS s1, "
        f"coalesce(sum({score}) FILTER (WHERE NOT {shown}), 0) AS s0 "
        f"FROM s WHERE {occasion_sql(behaviour, turns='s')} GROUP BY position)"
    )


def _sums(row: dict[str, Any], x: str, n: str, clusters: int) -> Sums:
    return Sums(row[x], row[n], row[x + x], row[n + n], row[x + n], clusters)


def _check_team(results: AuditResults, team: str | None) -> None:
    if team is None:
        return
    rows = results.rows("SELECT DISTINCT team FROM scores WHERE team IS NOT NULL ORDER BY team")
    known = [row["team"] for row in rows]
    if not known:
        raise HuddleError("no_teams")
    if team not in known:
        raise HuddleError("team", team=team, known=", ".join(known))

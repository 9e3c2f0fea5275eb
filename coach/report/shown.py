"""Replies shown as a whole: the best ones first, then conversations worth reading, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from coach.audit.counted import applies_sql, judged_sql
from coach.contracts import DIMENSIONS
from coach.report.behaviours import ALIKE
from coach.report.values import Mark, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coach.audit.counted import Scope
    from coach.audit.results import AuditResults
    from coach.contracts import Dimension, Language
    from coach.report.values import Why

BEST: Final = 5
EACH: Final = 4
"""So many conversations for each reason."""
_FETCHED: Final = 120
_SHORTEST: Final = 12
_LONGEST: Final = 160
_COMMON: Final = 3
"""A sentence that stands in so many conversations is stock, whoever wrote it."""
_LONG: Final = 20
"""Shorter sentences repeat by nature."""
_MOULDED: Final = 40
"""From this length on, two sentences that begin alike are of one mould."""
_END = re.compile(r"[.!?\n]+")
_LOW: Final = 1.5
"""A reply is low from so many robust standard deviations below others of the same need."""


def best_replies(
    results: AuditResults,
    scope: Scope,
    language: Language,
    decided: Mapping[str, Mapping[Dimension, int]],
) -> tuple[Shown, ...]:
    """Return replies worth showing: everything called for was given, and nothing to check.

    Replies to customers with a problem come first, no agent and no macro comes twice, the reader's
    language is preferred, and what is mostly made of stock sentences is left out. A reply that a
    person put below "good" is not among them.
    """
    given = " AND ".join(f"(NOT {applies_sql(name)} OR s.{name}_level >= 2)" for name in DIMENSIONS)
    sure = " AND ".join(judged_sql(name) for name in DIMENSIONS)
    total = " + ".join(f"s.{name}_score" for name in DIMENSIONS)
    rows = results.rows(
        f"SELECT s.* FROM scores s WHERE {sure} AND {given} AND {scope.where} "  # noqa: S608 - our own conditions
        "AND s.macro IS NULL AND s.words BETWEEN ? AND ? "
        "AND len(list_filter(s.behaviours, lambda b: b.polarity = '-')) = 0 "
        "AND len(list_filter(s.behaviours, lambda b: b.polarity = '+')) >= 2 "
        "AND s.empathy_level + s.hospitality_level + s.authenticity_level >= 6 "
        f"ORDER BY s.language IS DISTINCT FROM ?, s.need = 0, {total} DESC, s.position, s.turn "
        "LIMIT ?",
        [_SHORTEST, _LONGEST, language, _FETCHED],
    )
    own = in_own_words(results, scope, rows)
    called = [row for row in own if row["need"]]
    found = list(varied(called, decided, most=BEST))
    others = [row for row in own if not row["need"]]
    return (*found, *varied(others, decided, most=BEST - len(found)))


def worth_reading(
    results: AuditResults,
    scope: Scope,
    decided: Mapping[str, Mapping[Dimension, int]],
    critical: Iterable[str],
) -> tuple[Shown, ...]:
    """Return replies that deserve a person's eyes, each conversation once, with the reason."""
    seen: set[str] = set()
    found: list[Shown] = []
    for why, sql, parameters in _reasons(results, scope, tuple(critical)):
        taken = 0
        for row in results.rows(sql, parameters):
            if row["conversation_id"] in seen or taken == EACH:
                continue
            seen.add(row["conversation_id"])
            found.append(shown_of(row, decided, why=why, figure=row["figure"]))
            taken += 1
    return tuple(found)


def shown_of(
    row: Mapping[str, Any],
    decided: Mapping[str, Mapping[Dimension, int]],
    *,
    why: Why | None = None,
    figure: float | None = None,
) -> Shown:
    """Take what is shown out of a row of `scores`."""
    return Shown(
        conversation=row["conversation_id"],
        turn=row["turn"],
        language=row["language"] or "",
        channel=row["channel"],
        situation=row["situation"],
        need=row["need"],
        customer=row["customer"],
        reply=row["reply"],
        marks=tuple(
            Mark(one["id"], one["polarity"], one["tier"], one["start"], one["end"])
            for one in row["behaviours"]
        ),
        levels={
            name: row[f"{name}_level"]
            for name in DIMENSIONS
            if row[f"{name}_level"] is not None and not row[f"{name}_abstained"]
        },
        decided=dict(decided.get(row["turn_id"], {})),
        why=why,
        figure=figure,
    )


def in_own_words(
    results: AuditResults, scope: Scope, rows: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Leave out replies of which half or more stands word for word in other conversations, too."""
    wanted = sorted({sentence for row in rows for sentence in _sentences(row["reply"])})
    found = results.rows(
        "SELECT sentence FROM (SELECT s.position, "  # noqa: S608 - our own condition
        "trim(unnest(string_split_regex(s.reply, '[.!?\\n]+'))) AS sentence "
        f"FROM scores s WHERE {scope.where}) WHERE sentence IN (SELECT unnest(?::VARCHAR[])) "
        "GROUP BY 1 HAVING count(DISTINCT position) >= ?",
        [wanted, _COMMON],
    )
    stock = {row["sentence"] for row in found}

    def is_own(reply: str) -> bool:
        copied = sum(len(sentence) for sentence in _sentences(reply) if sentence in stock)
        return 2 * copied < len(reply)

    return [row for row in rows if is_own(row["reply"])]


def _sentences(reply: str) -> list[str]:
    """Cut a reply the way the query does, and leave out what is short."""
    return [one for part in _END.split(reply) if len(one := part.strip(" ")) >= _LONG]


def varied(
    rows: Iterable[Mapping[str, Any]],
    decided: Mapping[str, Mapping[Dimension, int]],
    *,
    most: int,
) -> Iterator[Shown]:
    """Yield rows of different agents, conversations and, as long as there are, situations.

    No two of them have a long sentence of the same mould.
    """
    moulds: set[str] = set()
    agents: set[str] = set()
    situations: set[str] = set()
    later: list[Shown] = []
    count = 0
    for row in rows:
        if any(level < 2 for level in decided.get(row["turn_id"], {}).values()):
            continue
        who = row["agent"] or row["conversation_id"]
        own = {one[:ALIKE].lower() for one in _sentences(row["reply"]) if len(one) >= _MOULDED}
        if who in agents or not moulds.isdisjoint(own):
            continue
        agents.add(who)
        moulds |= own
        shown = shown_of(row, decided)
        if row["situation"] in situations:
            later.append(shown)
        elif count < most:
            situations.add(row["situation"])
            yield shown
            count += 1
    yield from later[: most - count]


def _reasons(
    results: AuditResults, scope: Scope, critical: tuple[str, ...]
) -> Iterator[tuple[Why, str, list[object]]]:
    """Yield for each reason the query that finds its replies, the most telling first."""
    fetch = EACH * 8
    yield (
        "critical",
        "SELECT s.*, list_max(list_transform(list_filter(s.behaviours, "  # noqa: S608 - our own conditions
        "lambda b: b.polarity = '-' AND list_contains(?, b.id)), lambda b: b.confidence)) "
        f"AS figure FROM scores s WHERE {scope.where} AND (s.capped_by IS NOT NULL OR figure > 0) "
        "ORDER BY s.capped_by IS NULL, figure DESC, s.position, s.turn LIMIT ?",
        [list(critical), fetch],
    )
    yield (
        "unanswered",
        "SELECT s.*, s.need_p[3] AS figure FROM scores s "  # noqa: S608 - our own conditions
        f"WHERE s.need = 2 AND s.empathy_level <= 1 AND {judged_sql('empathy')} AND {scope.where} "
        "ORDER BY s.empathy_score - 20 * s.need_p[3], s.position, s.turn LIMIT ?",
        [fetch],
    )
    outcome = _surprise(results)
    if outcome:
        yield (
            "surprising",
            f"SELECT s.*, c.overall AS figure FROM scores s JOIN conversations c USING (position) "  # noqa: S608 - our own conditions
            f"WHERE {outcome} AND c.overall >= 60 AND s.need >= 1 AND {scope.where} "
            "ORDER BY c.overall DESC, s.position, s.turn LIMIT ?",
            [fetch],
        )
    yield (
        "uncertain",
        "SELECT s.*, least(s.empathy_confidence, s.hospitality_confidence, "  # noqa: S608 - our own conditions
        "s.authenticity_confidence) AS figure FROM scores s WHERE s.need >= 1 AND "
        f"(s.empathy_abstained OR s.hospitality_abstained OR s.authenticity_abstained) "
        f"AND {scope.where} ORDER BY figure, s.position, s.turn LIMIT ?",
        [fetch],
    )
    yield (
        "lower",
        "WITH usual AS (SELECT need, median(overall) AS middle, "  # noqa: S608 - our own conditions
        "1.4826 * mad(overall) AS spread FROM scores s "
        f"WHERE overall IS NOT NULL AND {scope.where} GROUP BY need) "
        "SELECT s.*, (u.middle - s.overall) AS figure FROM scores s JOIN usual u USING (need) "
        f"WHERE u.spread > 0 AND (u.middle - s.overall) / u.spread >= ? AND {scope.where} "
        "ORDER BY (u.middle - s.overall) / u.spread DESC, s.position, s.turn LIMIT ?",
        [_LOW, fetch],
    )


def _surprise(results: AuditResults) -> str | None:
    """Return when a conversation ended worse than it reads; None where nothing tells."""
    row = results.rows("SELECT count(*) FILTER (WHERE escalation) AS n FROM conversations")[0]
    return "c.escalation" if row["n"] else None

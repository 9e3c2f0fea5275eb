"""How often replies show each behaviour, with passages that do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coach.report.sums import MOST_CLUSTERS
from coach.report.values import BehaviourFigures, Quote
from coach.statistics.bootstrap import shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.audit.counted import Scope
    from coach.audit.results import AuditResults
    from coach.contracts import Language
    from coach.rubric import Rubric

QUOTES: Final = 3
SHORTEST: Final = 10
LEAST_WORDS: Final = 2
"""A passage of less is a scrap: it is counted, but neither quoted nor underlined."""
LONGEST: Final = 220
ALIKE: Final = 24
"""Passages whose first characters are the same are of one mould; one of them is quoted."""
AROUND: Final = 90
"""So many characters of the reply are shown on either side of a passage."""
_REPLICATES: Final = 1000
_ADDRESSED = re.compile(r"\A(?:@(?:\w+|<NAME_\d+>)[\s,:]*)+")
"""To whom a tweet goes: numbers or handles in front of the reply."""


def behaviours(
    results: AuditResults, scope: Scope, rubric: Rubric, language: Language
) -> tuple[BehaviourFigures, ...]:
    """Return the figures of all behaviours of the rubric, in its order."""
    ids = [behaviour.id for behaviour in rubric.behaviours]
    shown, scored = _matrix(results, scope, ids)
    values = shares(shown, np.repeat(scored[:, None], len(ids), axis=1), replicates=_REPLICATES)
    marks = results.rows(
        "SELECT b.id AS id, count(*) AS marks, "  # noqa: S608 - our own condition
        "count(*) FILTER (WHERE b.tier = 'check') AS to_check FROM "
        f"(SELECT unnest(s.behaviours) AS b FROM scores s WHERE {scope.where}) GROUP BY 1"
    )
    counted = {row["id"]: (row["marks"], row["to_check"]) for row in marks}
    quotes = _quotes(results, scope, language)
    return tuple(
        BehaviourFigures(id, values[i], *counted.get(id, (0, 0)), tuple(quotes.get(id, ())))
        for i, id in enumerate(ids)
    )


def _matrix(
    results: AuditResults, scope: Scope, ids: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how many replies show each behaviour and how many were scored, by cluster."""
    scored = results.query(
        f"SELECT s.position % {MOST_CLUSTERS} AS cluster, count(*) AS n FROM scores s "  # noqa: S608 - our own condition
        f"WHERE s.abstained IS NULL AND {scope.where} GROUP BY 1 ORDER BY 1"
    )
    places = {cluster: i for i, cluster in enumerate(scored.column("cluster").to_pylist())}
    found = np.zeros((len(places), len(ids)))
    rows = results.query(
        "SELECT cluster, id, count(*) AS n FROM (SELECT "  # noqa: S608 - our own condition
        f"s.position % {MOST_CLUSTERS} AS cluster, "
        "unnest(list_distinct(list_transform(s.behaviours, lambda b: b.id))) AS id "
        f"FROM scores s WHERE s.abstained IS NULL AND {scope.where}) GROUP BY 1, 2"
    )
    columns = {id: i for i, id in enumerate(ids)}
    for batch in rows.to_batches():
        for row in batch.to_pylist():
            if row["id"] in columns:
                found[places[row["cluster"]], columns[row["id"]]] = row["n"]
    return found, scored.column("n").to_numpy().astype(np.float64)


def _quotes(results: AuditResults, scope: Scope, language: Language) -> dict[str, list[Quote]]:
    """Return the surest passages of each behaviour, no mould and no conversation twice.

    The reader's language comes first; what was copied and sent many times comes last.
    """
    rows = results.rows(
        "WITH marks AS (SELECT s.position, s.turn, s.conversation_id, s.language, s.macro, "  # noqa: S608 - our own condition
        f"unnest(s.behaviours) AS b FROM scores s WHERE {scope.where}), "
        "fit AS (SELECT *, row_number() OVER "
        f"(PARTITION BY b.id, left(lower(trim(b.text)), {ALIKE}) "
        "ORDER BY b.confidence DESC, position, turn) AS copy FROM marks "
        "WHERE length(trim(b.text)) BETWEEN ? AND ? "
        "AND len(string_split_regex(trim(b.text), '\\s+')) >= ?), "
        "alone AS (SELECT *, row_number() OVER (PARTITION BY b.id, conversation_id "
        "ORDER BY b.confidence DESC, turn) AS own FROM fit WHERE copy = 1), "
        "best AS (SELECT *, row_number() OVER (PARTITION BY b.id ORDER BY "
        "language IS DISTINCT FROM ?, macro IS NOT NULL, b.confidence DESC, position, turn) "
        "AS place FROM alone WHERE own = 1) "
        'SELECT b.id AS id, b.start AS start, b."end" AS stop, s.reply, s.language, '
        "s.conversation_id FROM best JOIN scores s USING (position, turn) "
        "WHERE place <= ? ORDER BY id, place",
        [SHORTEST, LONGEST, LEAST_WORDS, language, QUOTES],
    )
    found: dict[str, list[Quote]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(quote_of(row))
    return found


def quote_of(row: dict[str, Any]) -> Quote:
    """Cut a passage out of its reply with some of what stands around it."""
    reply, start, end = row["reply"], row["start"], row["stop"]
    return Quote(
        before=_tail(_ADDRESSED.sub("", reply[:start])),
        text=" ".join(reply[start:end].split()),
        after=_head(reply[end:]),
        language=row["language"] or "",
        conversation=row["conversation_id"],
    )


def _tail(text: str) -> str:
    """Return the end of what stands before a passage, cut at a word."""
    plain = " ".join(text.split())
    joined = plain + (" " if text[-1:].isspace() and plain else "")
    if len(joined) <= AROUND:
        return joined
    return "… " + joined[-AROUND:].partition(" ")[2]


def _head(text: str) -> str:
    """Return the beginning of what stands after a passage, cut at a word."""
    plain = " ".join(text.split())
    joined = (" " if text[:1].isspace() and plain else "") + plain
    if len(joined) <= AROUND:
        return joined
    return joined[:AROUND].rpartition(" ")[0] + " …"

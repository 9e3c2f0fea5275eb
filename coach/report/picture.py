"""The picture in one page: scores, verdicts, needs, consistency, and how complete it is."""

from __future__ import annotations

import datetime as dt
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.audit.withhold import K
from coach.contracts import DIMENSIONS
from coach.report.breakdown import figures_of
from coach.report.sums import LEVELS, MOST_CLUSTERS, NEEDS, VERDICTS, sums
from coach.report.values import Consistency, Coverage, Picture
from coach.statistics.bootstrap import REPLICATES, Estimate, means, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.audit.counted import Scope
    from coach.audit.results import AuditResults
    from coach.contracts import Dimension, Verdict
    from coach.report.sums import Sums


def picture(results: AuditResults, scope: Scope, coverage: Coverage) -> Picture:
    """Return the figures over everything; withheld where fewer than five agents are named."""
    everything = next(sums(results, where=scope.where))
    needs = tuple(
        shares(everything.of(f"need_{need}"), everything.of("judged_need"))[0] for need in NEEDS
    )
    if coverage.named and coverage.agents < K:
        return Picture(None, None, None, None, None, needs, None, None)
    return Picture(
        figures=figures_of(everything, replicates=REPLICATES),
        overall=_overall(results, scope),
        verdicts=_verdicts(everything),
        levels=_levels(everything),
        consistency=_consistency(results, scope, everything),
        needs=needs,
        met=_given_at(everything, "problem"),
        answered=_given_at(everything, "strong"),
    )


def coverage(results: AuditResults, scope: Scope) -> Coverage:
    """Count what went in and what was left out."""
    unsure = ", ".join(f"count(*) FILTER (WHERE {name}_abstained) AS {name}" for name in DIMENSIONS)
    row = results.rows(
        "SELECT count(*) AS turns, count(*) FILTER (WHERE abstained IS NULL) AS scored, "  # noqa: S608 - our own columns
        "count(DISTINCT agent) AS agents, min(epoch(time)) AS first, max(epoch(time)) AS last, "
        f"count(macro) AS macros, {unsure} FROM scores"
    )[0]
    return Coverage(
        conversations=results.count("conversations"),
        turns=row["turns"],
        scored=row["scored"],
        agents=row["agents"],
        named=row["agents"] > 0,
        rejected=results.manifest.planned["rejected"],
        abstained=_counts(results, "abstained", "WHERE abstained IS NOT NULL"),
        unsure={name: row[name] for name in DIMENSIONS},
        languages=_counts(results, "language", "WHERE abstained IS NULL"),
        first=_day(row["first"]),
        last=_day(row["last"]),
        phone=scope.phone,
        only_phone=scope.only_phone,
        macro_turns=row["macros"],
    )


def _overall(results: AuditResults, scope: Scope) -> Estimate:
    """Return the mean of the conversations' overall scores."""
    where = scope.where.replace("s.", "c.")
    table = results.query(
        f"SELECT sum(c.overall::DOUBLE) AS total, count(c.overall)::DOUBLE AS n "  # noqa: S608 - our own condition
        f"FROM conversations c WHERE c.overall IS NOT NULL AND {where} "
        f"GROUP BY c.position % {MOST_CLUSTERS} ORDER BY c.position % {MOST_CLUSTERS}"
    )
    total, n = (
        table.column(name).to_numpy().astype(np.float64)[:, None] for name in ("total", "n")
    )
    return means(total, n)[0]


def _verdicts(everything: Sums) -> dict[Dimension, Mapping[Verdict, Estimate]]:
    found: dict[Dimension, Mapping[Verdict, Estimate]] = {}
    for name in DIMENSIONS:
        counts = everything.of(*[f"{name}_judged"] * len(VERDICTS))
        values = shares(everything.of(*(f"{name}_{one}" for one in VERDICTS)), counts)
        found[name] = dict(zip(VERDICTS, values, strict=True))
    return found


def _levels(everything: Sums) -> dict[Dimension, tuple[Estimate, ...]]:
    """Return the share of each level among the replies that were judged."""
    return {
        name: tuple(
            shares(
                everything.of(*(f"{name}_level_{level}" for level in LEVELS)),
                everything.of(*[f"{name}_judged"] * len(LEVELS)),
            )
        )
        for name in DIMENSIONS
    }


def _given_at(everything: Sums, need: str) -> dict[Dimension, Estimate]:
    """Return the share given among the replies to a need."""
    counts = everything.of(*(f"{name}_{need}_n" for name in DIMENSIONS))
    given = shares(everything.of(*(f"{name}_{need}_given" for name in DIMENSIONS)), counts)
    return dict(zip(DIMENSIONS, given, strict=True))


def _consistency(
    results: AuditResults, scope: Scope, everything: Sums
) -> dict[Dimension, Consistency]:
    within = ", ".join(
        f"avg({name}_spread::DOUBLE) FILTER (WHERE turns > 1) AS {name}_within, "
        f"sum(({name}_lowest = 0)::INT)::DOUBLE AS {name}_hurt, "
        f"count({name}_lowest)::DOUBLE AS {name}_n"
        for name in DIMENSIONS
    )
    where = scope.where.replace("s.", "c.")
    row = results.rows(f"SELECT {within} FROM conversations c WHERE {where}")[0]  # noqa: S608 - our own columns
    return {name: _evenness(name, everything, row) for name in DIMENSIONS}


def _evenness(name: Dimension, everything: Sums, row: Mapping[str, Any]) -> Consistency:
    n = everything.total(f"{name}_n")
    spread = None
    if n > 1:
        mean = everything.total(f"{name}_score") / n
        squares = everything.total(f"{name}_square")
        spread = sqrt(max(squares - n * mean * mean, 0) / (n - 1))
    hurt = np.zeros((round(row[f"{name}_n"] or 0), 1))
    hurt[: round(row[f"{name}_hurt"] or 0)] = 1
    return Consistency(spread, row[f"{name}_within"], shares(hurt, np.ones_like(hurt))[0])


def _counts(results: AuditResults, column: str, where: str) -> dict[str, int]:
    rows = results.rows(
        f"SELECT {column} AS name, count(*) AS n FROM scores {where} GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608 - our own columns
    )
    return {row["name"] or "": row["n"] for row in rows}


def _day(seconds: float | None) -> dt.date | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC).date()

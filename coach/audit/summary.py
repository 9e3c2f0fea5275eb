"""`summary.json`: the figures of an audit in one small file, for programs and for a first look."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from coach.audit.counted import judged_sql, scope_of
from coach.audit.files import write_whole
from coach.audit.results import AuditResults
from coach.contracts import DIMENSIONS

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audit.manifest import Manifest

NAME: Final = "summary.json"
_OUTCOMES: Final = ("thanks", "recommendation", "turnaround", "escalation")


def write_summary(folder: Path, manifest: Manifest) -> None:
    """Write the summary of a finished run from its own tables."""
    with AuditResults(folder, manifest) as results:
        found = summarise(results)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    write_whole(folder / NAME, (text + "\n").encode())


def summarise(results: AuditResults) -> dict[str, Any]:
    """Return counts, figures by dimension, verdicts, need, outcomes, languages and channels.

    `dimensions`, `verdicts` and `need` are of the turns that count in totals, as in the report;
    the first two are None where they are withheld because fewer than five agents wrote.
    """
    manifest, total, scope = results.manifest, results.total(), scope_of(results)
    return {
        "run": manifest.run,
        "model": dict(manifest.model),
        "rubric": manifest.rubric,
        "conversations": results.count("conversations"),
        "turns": results.count("scores"),
        "turns_in_totals": total.turns,
        "agents": total.agents,
        "withheld": total.withheld,
        "rejected": manifest.planned["rejected"],
        "macros": results.count("macros"),
        "abstained": _counts(results, "abstained", "s.abstained IS NOT NULL"),
        "dimensions": total.figures and {name: asdict(it) for name, it in total.figures.items()},
        "verdicts": total.figures
        and {
            name: _counts(results, f"{name}_verdict", f"{judged_sql(name)} AND {scope.where}")
            for name in DIMENSIONS
        },
        "need": _counts(results, "need", f"s.need IS NOT NULL AND {scope.where}"),
        "language": _counts(results, "language"),
        "channel": _counts(results, "channel"),
        "phase": _counts(results, "phase"),
        "situation": _counts(results, "situation", "s.situation IS NOT NULL"),
        "outcomes": {name: _count_true(results, name) for name in _OUTCOMES},
        "columns": {
            "outcomes": list(results.outcomes),
            "segments": list(results.segments),
            "left_out": dict(manifest.columns_left_out),
        },
    }


def _counts(results: AuditResults, column: str, where: str = "TRUE") -> dict[str, int]:
    rows = results.rows(
        f"SELECT s.{column} AS value, count(*) AS n FROM scores s WHERE {where} "  # noqa: S608 - our own columns
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return {"unknown" if row["value"] is None else str(row["value"]): row["n"] for row in rows}


def _count_true(results: AuditResults, column: str) -> int:
    sql = f"SELECT count(*) AS n FROM conversations WHERE {column}"  # noqa: S608 - our own columns
    return int(results.rows(sql)[0]["n"])

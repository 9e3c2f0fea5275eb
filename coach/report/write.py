"""Write the report of an audit as one self-contained file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.audit.files import write_whole
from coach.report.collect import collect
from coach.report.render import render
from coach.rubric import load_rubric

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coach.audit.results import AuditResults
    from coach.contracts import Dimension, Language

NAME: Final = "report.html"


def render_report(
    results: AuditResults,
    language: Language,
    *,
    decided: Mapping[str, Mapping[Dimension, int]] | None = None,
) -> str:
    """Return the report of an audit as one self-contained HTML page."""
    return render(collect(results, load_rubric(), language, decided=decided), language)


def write_report(
    results: AuditResults,
    language: Language,
    *,
    target: Path | None = None,
    decided: Mapping[str, Mapping[Dimension, int]] | None = None,
) -> Path:
    """Write the report beside the results, or as `target`; return where it lies."""
    html = target or results.folder / NAME
    write_whole(html, render_report(results, language, decided=decided).encode())
    return html

"""Write the report of an audit as one self-contained file."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from coach.audit.files import write_whole
from coach.grading.stored import NAME as AGREEMENT
from coach.report.collect import collect
from coach.report.render import render
from coach.rubric import load_rubric

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coach.audit.results import AuditResults
    from coach.contracts import Dimension, Language

NAME: Final = "report.html"
KEPT: Final = "report-{language}-{state}.html"


def render_report(
    results: AuditResults,
    language: Language,
    *,
    decided: Mapping[str, Mapping[Dimension, int]] | None = None,
) -> str:
    """Return the report of an audit as one self-contained HTML page."""
    return render(collect(results, load_rubric(), language, decided=decided), language)


def kept_report(
    results: AuditResults,
    language: Language,
    *,
    decided: Mapping[str, Mapping[Dimension, int]],
) -> Path:
    """Return the report of one language, made anew only when what it says has changed.

    That is when people decided something since, or graded a sample.
    """
    agreement = results.folder / AGREEMENT
    state = blake2b(json.dumps(decided, sort_keys=True).encode(), digest_size=6)
    state.update(agreement.read_bytes() if agreement.is_file() else b"")
    target = results.folder / KEPT.format(language=language, state=state.hexdigest())
    if not target.is_file():
        for old in results.folder.glob(KEPT.format(language=language, state="*")):
            old.unlink(missing_ok=True)
        write_report(results, language, target=target, decided=decided)
    return target


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

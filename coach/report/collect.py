"""Everything a report shows, gathered from one audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.audit.counted import scope_of
from coach.grading.stored import load_agreement
from coach.report.behaviours import behaviours
from coach.report.breakdown import breakdowns
from coach.report.links import links
from coach.report.macros import macros
from coach.report.picture import coverage, picture
from coach.report.shown import best_replies, worth_reading
from coach.report.trend import trend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.audit.manifest import Manifest
    from coach.audit.results import AuditResults
    from coach.contracts import Dimension, Language
    from coach.grading.agree import Agreement
    from coach.report.values import (
        BehaviourFigures,
        Breakdown,
        Coverage,
        Links,
        MacroFigures,
        Picture,
        Shown,
        Trend,
    )
    from coach.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Report:
    """What is shown; where figures are withheld altogether, `picture.figures` is None."""

    manifest: Manifest
    coverage: Coverage
    picture: Picture
    trend: Trend
    behaviours: tuple[BehaviourFigures, ...]
    best: tuple[Shown, ...]
    breakdowns: tuple[Breakdown, ...]
    reading: tuple[Shown, ...]
    macros: tuple[MacroFigures, ...]
    links: Links
    agreement: Agreement | None

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the names of the files that were read."""
        return tuple(one.name for one in self.manifest.inputs)

    @property
    def withheld(self) -> bool:
        """Tell whether there are too few agents for any figure."""
        return self.picture.figures is None


def collect(
    results: AuditResults,
    rubric: Rubric,
    language: Language,
    *,
    decided: Mapping[str, Mapping[Dimension, int]] | None = None,
) -> Report:
    """Gather a report; `language` decides which quotes come first.

    `decided` holds the levels people gave, by turn id; they count in the lists of single replies.
    """
    decided = decided or {}
    scope = scope_of(results)
    covered = coverage(results, scope)
    whole = picture(results, scope, covered)
    hidden = whole.figures is None
    critical = results.manifest.house.get("critical", ())
    return Report(
        manifest=results.manifest,
        coverage=covered,
        picture=whole,
        trend=trend(results, scope, covered),
        behaviours=() if hidden else behaviours(results, scope, rubric, language),
        best=() if hidden else best_replies(results, scope, language, decided),
        breakdowns=() if hidden else tuple(breakdowns(results, scope)),
        reading=() if hidden else worth_reading(results, scope, decided, critical),
        macros=() if hidden else macros(results, named=covered.named),
        links=links(results, scope),
        agreement=load_agreement(results.folder, results.manifest.run),
    )

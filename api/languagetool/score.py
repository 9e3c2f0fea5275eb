"""The score that rides along: an extra key which the protocol's clients leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.languagetool.findings import capitalised
from api.score.presenter import abstained_reason
from coach.contracts import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.contracts import DimensionResult, Language
    from coach.rubric import Rubric
    from coach.suggest import Advice

SCHEMA: Final = "empathy-coach/languagetool/1"


def score_json(
    advice: Advice,
    rubric: Rubric,
    span: Callable[[int, int], tuple[int, int]],
    language: Language,
) -> dict[str, Any]:
    """Return levels, verdicts and strengths; `span` maps code points to offset and length."""
    assessment = advice.assessment
    return {
        "schema": SCHEMA,
        "model": assessment.model,
        "rubric": assessment.rubric,
        "language": assessment.language,
        "need": assessment.need and int(assessment.need.level),
        "dimensions": {
            name: _dimension(assessment.dimension(name), rubric, language) for name in DIMENSIONS
        },
        "overall": None if assessment.overall is None else float(assessment.overall),
        "atBar": advice.at_bar,
        "strengths": [
            {
                "behaviour": mark.id,
                "name": capitalised(rubric.behaviour(mark.id).name.text(language)),
                "reason": rubric.behaviour(mark.id).reason.text(language),
                **dict(zip(("offset", "length"), span(mark.start, mark.end), strict=True)),
            }
            for mark in advice.praise
        ],
        "abstained": assessment.abstained,
        "abstainedReason": abstained_reason(assessment.abstained, language),
    }


def _dimension(
    result: DimensionResult | None, rubric: Rubric, language: Language
) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "level": int(result.level),
        "levelName": rubric.level(result.level).name.text(language),
        "score": float(result.score),
        "confidence": float(result.confidence),
        "verdict": result.verdict,
        "verdictName": rubric.verdict(result.verdict).name.text(language),
        "abstained": bool(result.abstained),
    }

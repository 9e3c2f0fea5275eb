"""Dress an assessment for the reader: names, reasons and sources in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.score.schemas import (
    AssessmentOut,
    BehaviourOut,
    DimensionOut,
    NeedOut,
    SlotOut,
    SourceOut,
)
from api.sentences import sentences

if TYPE_CHECKING:
    from coach.contracts import Assessment, BehaviourMark, DimensionResult, Language, Need
    from coach.rubric import Rubric


def present(assessment: Assessment, rubric: Rubric, language: Language) -> AssessmentOut:
    """Return an assessment as JSON schema objects."""
    return AssessmentOut(
        schema_=assessment.schema,
        id=assessment.id,
        language=assessment.language,
        phase=assessment.phase,
        need=_need(assessment.need),
        empathy=_dimension(assessment.empathy),
        hospitality=_dimension(assessment.hospitality),
        authenticity=_dimension(assessment.authenticity),
        overall=None if assessment.overall is None else float(assessment.overall),
        capped_by=assessment.capped_by,
        behaviours=[present_mark(mark, rubric, language) for mark in assessment.behaviours],
        slots=[SlotOut(start=s.start, end=s.end, text=s.text) for s in assessment.slots],
        abstained=assessment.abstained,
        abstained_reason=abstained_reason(assessment.abstained, language),
        model=assessment.model,
        rubric=assessment.rubric,
    )


def _need(need: Need | None) -> NeedOut | None:
    if need is None:
        return None
    return NeedOut(level=int(need.level), probabilities=[float(p) for p in need.probabilities])


def _dimension(result: DimensionResult | None) -> DimensionOut | None:
    if result is None:
        return None
    return DimensionOut(
        level=int(result.level),
        probabilities=[float(p) for p in result.probabilities],
        score=float(result.score),
        confidence=float(result.confidence),
        verdict=result.verdict,
        abstained=bool(result.abstained),
    )


def present_mark(mark: BehaviourMark, rubric: Rubric, language: Language) -> BehaviourOut:
    """Return a marked passage with its name, reason and source."""
    behaviour = rubric.behaviour(mark.id)
    source = behaviour.source
    return BehaviourOut(
        id=mark.id,
        dimension=mark.dimension,
        polarity=mark.polarity,
        start=mark.start,
        end=mark.end,
        text=mark.text,
        confidence=float(mark.confidence),
        tier=mark.tier,
        name=behaviour.name.text(language),
        reason=behaviour.reason.text(language),
        source=SourceOut(
            id=source.id,
            short=source.short,
            title=source.title,
            idea=source.idea.text(language),
        ),
    )


def abstained_reason(reason: str | None, language: Language) -> str | None:
    """Say why there are no levels, in the reader's language."""
    if reason is None:
        return None
    key = f"abstained-{reason}"
    return sentences().text(key if key in sentences() else "abstained-other", language)

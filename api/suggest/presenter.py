"""Dress suggestions for the reader: names and reasons in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.score.presenter import present, present_mark
from api.suggest.schemas import AdviceOut, AnchorOut, EditOut, SuggestionOut

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.rubric import Rubric
    from coach.suggest import Advice, Suggestion


def present_advice(advice: Advice, rubric: Rubric, language: Language) -> AdviceOut:
    """Return advice as JSON schema objects."""
    return AdviceOut(
        assessment=present(advice.assessment, rubric, language),
        suggestions=[_suggestion(entry, rubric, language) for entry in advice.suggestions],
        praise=[present_mark(mark, rubric, language) for mark in advice.praise],
        at_bar=advice.at_bar,
    )


def _suggestion(suggestion: Suggestion, rubric: Rubric, language: Language) -> SuggestionOut:
    anchor = suggestion.anchor
    return SuggestionOut(
        id=suggestion.id,
        kind=suggestion.kind,
        edits=[EditOut(start=e.start, end=e.end, text=e.text) for e in suggestion.edits],
        anchor=AnchorOut(start=anchor.start, end=anchor.end, text=anchor.text),
        behaviour=suggestion.behaviour,
        name=rubric.behaviour(suggestion.behaviour).name.text(language),
        reason=suggestion.reason.text(language),
        source=suggestion.source,
        words_added=suggestion.words_added,
        gain=dict(suggestion.gain),
        once_filled=suggestion.once_filled,
    )

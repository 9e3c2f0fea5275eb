"""The proof: a candidate is applied, scored again, and kept only if it does what it claims."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coach.contracts import DIMENSIONS
from coach.suggest.contracts import Anchor, Suggestion, apply_edits, suggestion_id
from coach.suggest.reasons import reason_for
from coach.suggest.slots import fill, has_slot
from coach.text.words import word_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.coach import Coach
    from coach.contracts import Assessment, Dimension, Request
    from coach.suggest.contracts import Candidate, Draft

MIN_GAIN: Final = 5.0
MAX_LOSS: Final = 3.0

Gain = dict["Dimension", float]


def prove(
    coach: Coach, draft: Draft, baseline: Assessment, candidates: Sequence[Candidate]
) -> list[tuple[Candidate, Gain]]:
    """Return the candidates that help, with what each dimension gains in points."""
    tried = [filled_request(draft, apply_edits(draft.text, c.edits)) for c in candidates]
    proven = []
    for candidate, after in zip(candidates, coach.score_many(tried), strict=True):
        gain = gains(baseline, after)
        if gain and holds(candidate, gain):
            proven.append((candidate, gain))
    return proven


def filled_request(draft: Draft, reply: str) -> Request:
    """Return the request to score a changed reply with: slots filled, everything else fixed."""
    return replace(
        draft.request,
        reply=fill(reply, draft.language),
        language=draft.language,
        phase=draft.assessment.phase,
    )


def gains(before: Assessment, after: Assessment) -> Gain:
    """Return the change of each dimension in points; empty where one of the two says nothing."""
    changes: Gain = {}
    for name in DIMENSIONS:
        old, new = before.dimension(name), after.dimension(name)
        if old is not None and new is not None:
            changes[name] = new.score - old.score
    return changes


def holds(candidate: Candidate, gain: Gain) -> bool:
    """Tell whether what is claimed rises by five points, and nothing else falls by three."""
    raised = max(gain[name] for name in candidate.claims)
    return raised >= MIN_GAIN and min(gain.values()) >= -MAX_LOSS


def as_suggestion(
    draft: Draft, candidate: Candidate, gain: Gain, *, words: str | None, situation: str | None
) -> Suggestion:
    """Dress a proven candidate for the reader."""
    before, after = draft.text, apply_edits(draft.text, candidate.edits)
    start, end = candidate.anchor
    return Suggestion(
        id=suggestion_id(draft.request, candidate.edits),
        kind=candidate.kind,
        edits=candidate.edits,
        anchor=Anchor(start, end, before[start:end]),
        behaviour=candidate.behaviour,
        reason=reason_for(
            candidate.behaviour, words=words, situation=situation, own=candidate.reason
        ),
        source=candidate.source,
        words_added=word_count(after) - word_count(before),
        gain=gain,
        once_filled=any(has_slot(edit.text) for edit in candidate.edits),
    )

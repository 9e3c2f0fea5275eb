"""Suggestions that prove their gain: made, applied, scored again, and shown only if they help."""

from coach.suggest.contracts import (
    Advice,
    Anchor,
    Candidate,
    CandidateSource,
    Draft,
    Suggestion,
    TextEdit,
    apply_edits,
)
from coach.suggest.engine import Suggester, build_suggester

__all__ = [
    "Advice",
    "Anchor",
    "Candidate",
    "CandidateSource",
    "Draft",
    "Suggester",
    "Suggestion",
    "TextEdit",
    "apply_edits",
    "build_suggester",
]

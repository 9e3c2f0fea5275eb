"""Candidates from the house's own language model, where one is configured."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Protocol

from coach.rewriter import RewriterError, build_rewriter, read_settings
from coach.suggest.contracts import Candidate, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.contracts import Assessment, Dimension, Request
    from coach.suggest.contracts import Draft
    from coach.text.mapped import Edit

PROMISE: Final = 0.85

logger = logging.getLogger(__name__)


class Rewrites(Protocol):
    """Anything that rewords a passage; `coach.rewriter.Rewriter` is ours."""

    def edits(
        self, request: Request, assessment: Assessment, goals: Sequence[str]
    ) -> tuple[Edit, ...]:
        """Return rewrites as edits of the reply as received."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class RewriterSource:
    """Offers what the model rewords; an endpoint that fails costs nobody the other suggestions."""

    name: Final = "rewriter"

    def __init__(self, rewriter: Rewrites) -> None:
        self._rewriter = rewriter

    def close(self) -> None:
        """Close the connections to the endpoint."""
        self._rewriter.close()

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose rewrites for the dimension that is wanted most."""
        if draft.quiet or not draft.goals:
            return
        try:
            edits = self._rewriter.edits(draft.request, draft.assessment, draft.goals)
        except RewriterError as error:
            logger.warning("no rewrite: %s; the other suggestions do without", error.code)
            return
        for start, end, text in edits:
            edit = TextEdit(start, end, text)
            anchor = (start, end) if end > start else _beside(draft, start)
            yield Candidate(
                kind="replace" if end > start else "insert",
                edits=(edit,),
                anchor=anchor,
                behaviour=_behaviour(draft, start, end),
                claims=draft.goals,
                source=self.name,
                promise=PROMISE,
            )


def configured_rewriter(environment: Mapping[str, str]) -> tuple[RewriterSource, ...]:
    """Return the rewriter that `COACH_REWRITER_…` variables ask for, or nothing.

    Raises:
        RewriterError: a value is missing or breaks its rule.
    """
    settings = read_settings(environment)
    return (RewriterSource(build_rewriter(settings)),) if settings else ()


def _behaviour(draft: Draft, start: int, end: int) -> str:
    """Return the negative behaviour marked there, else what stands for the goal."""
    for mark in draft.assessment.behaviours:
        if mark.polarity == "-" and mark.start < end and start < mark.end:
            return mark.id
    return _STANDS_FOR[draft.goals[0]]


def _beside(draft: Draft, at: int) -> tuple[int, int]:
    """Return the sentence an insertion stands beside."""
    before = [span for span in draft.layout.sentences if span.start <= at]
    start, end = (before or list(draft.layout.sentences))[-1 if before else 0]
    return start, end


_STANDS_FOR: Final[dict[Dimension, str]] = {
    "empathy": "understanding",
    "hospitality": "invitation",
    "authenticity": "own_voice",
}

"""Candidates that take a sentence out: it costs something and says nothing that is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.suggest.candidates.fitting import MIN_BODY
from coach.suggest.contracts import Candidate
from coach.suggest.layout import removal
from coach.suggest.protected import facts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import BehaviourMark
    from coach.suggest.contracts import Draft
    from coach.text.segment import Span

COVERS: Final = 0.6
"""Share of a sentence that a mark must cover before the sentence may go."""
REMOVABLE: Final = frozenset({"overdone", "dismissal", "blame", "bribe", "empty_promise"})
"""Behaviours whose sentence says nothing else; an order or a rule may have to be said.
A stock courtesy stays where nothing better takes its place: people would rather have it."""
SURE: Final = frozenset({"dismissal", "blame"})
"""Of these, only what is marked for all to see: "don't be ashamed" may well be kind."""
PROMISE: Final = {"inline": 0.8, "check": 0.4}


class RemoveSource:
    """Takes out sentences that a negative mark fills."""

    name: Final = "remove"

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose to leave out a marked sentence without facts."""
        if len(draft.layout.body) < MIN_BODY:
            return
        for index in draft.layout.body:
            sentence = draft.layout.sentences[index]
            mark = _filling(draft, sentence)
            facts = facts_in(draft.layout.sentence(index), draft.language)
            if mark is None or facts.strings or facts.promises:
                continue
            yield Candidate(
                kind="remove",
                edits=(removal(draft.layout, index),),
                anchor=(sentence.start, sentence.end),
                behaviour=mark.id,
                claims=(mark.dimension,),
                source=self.name,
                promise=PROMISE[mark.tier],
            )


def _filling(draft: Draft, sentence: Span) -> BehaviourMark | None:
    """Return the mark that fills a sentence, where nothing in it earns."""
    inside = [
        mark
        for mark in draft.assessment.behaviours
        if mark.start < sentence.end and sentence.start < mark.end
    ]
    if any(mark.polarity == "+" for mark in inside):
        return None
    length = sentence.end - sentence.start
    for mark in inside:
        shared = min(mark.end, sentence.end) - max(mark.start, sentence.start)
        known = mark.id in REMOVABLE and (mark.tier == "inline" or mark.id not in SURE)
        if known and shared >= COVERS * length:
            return mark
    return None

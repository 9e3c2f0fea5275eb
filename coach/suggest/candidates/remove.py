"""Candidates that take a sentence out: it costs something and says nothing that is needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.suggest.candidates.fitting import MIN_BODY
from coach.suggest.contracts import Candidate
from coach.suggest.layout import removal
from coach.suggest.protected import facts_in, promises_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.contracts import BehaviourMark, Language
    from coach.suggest.contracts import Draft
    from coach.text.segment import Span

_LOUD = re.compile(r"!!|[\u2600-\U0010ffff]\W*[\u2600-\U0010ffff]")
"""Piled-up marks or pictures; one merry sentence by itself may stay."""
COVERS: Final = 0.6
"""Share of a sentence that a mark must cover before the sentence may go."""
REMOVABLE: Final = frozenset({"overdone", "dismissal", "blame", "bribe", "empty_promise"})
"""Behaviours whose sentence says nothing else; an order or a rule may have to be said.
A stock courtesy stays where nothing better takes its place: people would rather have it."""
SURE: Final = frozenset({"dismissal", "blame", "overdone"})
"""Of these, only what is marked for all to see: "don't be ashamed" may well be kind, and so may
a warm goodbye."""
PROMISE: Final = {"inline": 0.8, "check": 0.4}
ALL_AT_ONCE: Final = 0.1
"""What it is worth to take out all of a kind: one of three gushing sentences changes little."""


class RemoveSource:
    """Takes out sentences that a negative mark fills."""

    name: Final = "remove"

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose to leave out a marked sentence without facts, or all of one kind at once."""
        if len(draft.layout.body) < MIN_BODY or _praised(draft):
            return
        filled = dict(_removable(draft))
        for index, mark in filled.items():
            if mark.id != "overdone" or _LOUD.search(draft.layout.sentence(index)):
                yield _without(draft, [index], mark)
        for behaviour in {mark.id for mark in filled.values()}:
            alike = [index for index, mark in filled.items() if mark.id == behaviour]
            loud = any(_LOUD.search(draft.layout.sentence(index)) for index in alike)
            spare = 1 < len(alike) < len(draft.layout.body)
            if spare and (loud or behaviour != "overdone"):
                yield _without(draft, alike, filled[alike[0]])


def _praised(draft: Draft) -> bool:
    """Tell whether a customer wrote to please: joy in return may be loud."""
    customer = draft.request.customer or ""
    return draft.need == 0 and bool(customer) and "?" not in customer


def _removable(draft: Draft) -> Iterator[tuple[int, BehaviourMark]]:
    """Return the sentences that say nothing else, with the mark that fills each."""
    for index in draft.layout.body:
        mark = _filling(draft, draft.layout.sentences[index])
        if mark is not None and not _tells(draft.layout.sentence(index), draft.language):
            yield index, mark


def _tells(sentence: str, language: Language) -> bool:
    """Tell whether a sentence holds a fact or a promise."""
    return bool(facts_in(sentence, language).strings or promises_in(sentence, language))


def _without(draft: Draft, indices: Sequence[int], mark: BehaviourMark) -> Candidate:
    start, end = draft.layout.sentences[indices[0]]
    return Candidate(
        kind="remove",
        edits=tuple(removal(draft.layout, run[0], run[-1]) for run in _runs(indices)),
        anchor=(start, end),
        behaviour=mark.id,
        claims=(mark.dimension,),
        source=RemoveSource.name,
        promise=PROMISE[mark.tier] + ALL_AT_ONCE * (len(indices) > 1),
    )


def _runs(indices: Sequence[int]) -> list[list[int]]:
    """Put neighbours together."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


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

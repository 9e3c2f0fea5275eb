"""Candidates that say sorry for what happened, where a reply is sorry for nothing in particular."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.suggest.candidates.fitness import GENERAL
from coach.suggest.candidates.fitting import replacement
from coach.suggest.candidates.talk import MEANS, apologises, says
from coach.suggest.contracts import Candidate
from coach.suggest.layout import lower_first
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.exemplars import Exemplar
    from coach.suggest.candidates.fitness import Fitness

PROMISE: Final = 0.85
LONGEST: Final = 16
"""Words of a sentence that may be nothing but an apology."""


def concrete_apologies(fitness: Fitness, bank: tuple[Exemplar, ...]) -> Iterator[Candidate]:
    """Propose to name what happened where the reply says sorry and leaves it at that."""
    draft = fitness.draft
    if not fitness.complains or fitness.calm or "ownership" in draft.muted:
        return
    new = next(
        (
            entry.text
            for entry in bank
            if entry.behaviour == "ownership"
            and entry.situation == GENERAL
            and entry.language == draft.language
        ),
        None,
    )
    sorry = [i for i in draft.layout.body if apologises(draft.layout.sentence(i))]
    if new is None or not sorry or not all(_is_vague(draft.layout.sentence(i)) for i in sorry):
        return
    start, end = draft.layout.sentences[sorry[0]]
    cased = new if draft.text[start].isupper() else lower_first(new, draft.language)
    edit = replacement(draft.layout, start, end, cased)
    if edit is not None:
        yield Candidate(
            kind="replace",
            edits=(edit,),
            anchor=(start, end),
            behaviour="ownership",
            claims=("empathy", "authenticity"),
            source="exemplars",
            promise=PROMISE,
        )


def _is_vague(sentence: str) -> bool:
    """Tell whether a sentence says sorry, and nothing that could not be said to anybody."""
    brief = word_count(sentence) <= LONGEST and not sentence.rstrip().endswith("?")
    if not brief or not apologises(sentence):
        return False
    return all(says("vague", word) for word in words(sentence) if len(word) >= MEANS)

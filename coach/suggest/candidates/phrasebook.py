"""Candidates from the phrasebook: a wording that costs, and what may stand there instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.phrasebook import fit, load_phrasebook, templates
from coach.phrasebook.syntax import fold
from coach.suggest.candidates.fitness import NAMES, SAID, courteous, words_told
from coach.suggest.candidates.fitting import replacement, taken_out
from coach.suggest.contracts import Candidate
from coach.suggest.slots import slots_in
from coach.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Dimension
    from coach.phrasebook import Hit, Pattern
    from coach.suggest.contracts import Draft, TextEdit

TEMPLATES: Final = 2
"""Replacements of one wording that are worth trying."""
MARKED, UNMARKED, HABIT = 1.0, 0.75, 0.55
SPARE: Final = 3
"""Words with a meaning of their own that a whole replaced sentence may hold beside the pattern."""
LONG: Final = 5
"""Letters from which a word counts as one."""
SECOND: Final = 0.8
"""A second template is tried after the first ones of other wordings."""


class PhrasebookSource:
    """Replaces or removes what the phrasebook finds in the agent's own words."""

    name: Final = "phrasebook"

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose the replacements that fit the draft's form of address."""
        for hit in load_phrasebook(draft.language).find(draft.own.text):
            place = draft.own.span_to_original(hit.start, hit.end)
            for rank, edit in enumerate(_edits(draft, hit, place)):
                yield Candidate(
                    kind="remove" if hit.pattern.action == "remove" else "replace",
                    edits=(edit,),
                    anchor=place,
                    behaviour=hit.pattern.behaviour,
                    claims=_claims(draft, hit.pattern),
                    source=self.name,
                    promise=_promise(draft, hit.pattern, place) * SECOND**rank,
                    reason=hit.pattern.reason,
                )


def _edits(draft: Draft, hit: Hit, place: tuple[int, int]) -> Iterator[TextEdit]:
    pattern = hit.pattern
    if pattern.scope == "sentence" and _content_lost(hit) > SPARE:
        return
    if pattern.action == "remove":
        if courteous(hit.text):
            return
        edit = taken_out(draft.layout, *place)
        if edit is not None:
            yield edit
        return
    if draft.need == 0 and "feeling" in (pattern.claims, pattern.behaviour):
        return
    silent = draft.request.customer and words_told(draft.request.customer) < SAID
    for template in templates(pattern, draft.form)[:TEMPLATES]:
        if silent and NAMES & slots_in(template):
            continue
        words = fit(template, draft.text[slice(*place)], before=draft.text[: place[0]])
        edit = replacement(draft.layout, *place, words)
        if edit is not None:
            yield edit


def _content_lost(hit: Hit) -> int:
    """Count the words of a sentence that say more than its pattern knows of."""
    known = {
        piece.rstrip("*")
        for line in hit.pattern.match
        for piece in re.split(r"[\s|()?]+", fold(line))
        if piece.rstrip("*")
    }
    long = [fold(word) for word in words(hit.text) if len(word) >= LONG]
    return sum(not any(word.startswith(piece) for piece in known) for word in long)


def _claims(draft: Draft, pattern: Pattern) -> tuple[Dimension, ...]:
    tags = (pattern.behaviour, *([pattern.claims] if pattern.claims else ()))
    return tuple(dict.fromkeys(draft.rubric.behaviour(tag).dimension for tag in tags))


def _promise(draft: Draft, pattern: Pattern, place: tuple[int, int]) -> float:
    """Expect most where the classifier has marked the same words."""
    if draft.rubric.behaviour(pattern.behaviour).polarity == "+":
        return HABIT
    marked = any(
        mark.polarity == "-" and mark.start < place[1] and place[0] < mark.end
        for mark in draft.assessment.behaviours
    )
    return MARKED if marked else UNMARKED

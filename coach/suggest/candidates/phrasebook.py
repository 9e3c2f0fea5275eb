"""Candidates from the phrasebook: a wording that costs, and what may stand there instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.phrasebook import fit, load_phrasebook, templates
from coach.phrasebook.syntax import fold
from coach.suggest.candidates.fitness import DATED, NAMES
from coach.suggest.candidates.fitting import replacement, taken_out
from coach.suggest.candidates.talk import (
    apologises,
    begins_before,
    complains,
    courteous,
    says,
)
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
MARKED, UNMARKED, HABIT = 1.0, 0.75, 0.45
SELDOM: Final = frozenset({"overdone", "jargon"})
"""What seldom changes much by itself where the classifier has marked nothing."""
PITY: Final = frozenset({"feeling", "understanding", "ownership"})
"""What a customer whom nothing has hurt does not wait for."""
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
        if begins_before(draft.own.text):
            return
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
    if says("survey", _around(draft, place)):
        return
    if pattern.scope == "sentence" and _content_lost(hit) > SPARE:
        return
    if pattern.action == "remove":
        edit = None if courteous(hit.text) else taken_out(draft.layout, *place)
        if edit is not None:
            yield edit
        return
    if draft.need == 0 and PITY & {pattern.claims, pattern.behaviour}:
        return
    for template in templates(pattern, draft.form)[:TEMPLATES]:
        if not _stands_well(draft, hit, place, template):
            continue
        words = fit(template, draft.text[slice(*place)], before=draft.text[: place[0]])
        edit = replacement(draft.layout, *place, words)
        if edit is not None:
            yield edit


def _stands_well(draft: Draft, hit: Hit, place: tuple[int, int], template: str) -> bool:
    """Tell whether a template would neither break the sentence nor say what was not said."""
    if hit.pattern.behaviour == "own_voice" and not slots_in(template):
        return False  # "I" for "we" alone is nothing a customer would notice
    if ": {" in template and not _begins_sentence(draft, place):
        return False
    if NAMES & slots_in(template) and draft.request.customer and not complains(draft):
        return False
    if apologises(hit.text) and not apologises(template) and hit.pattern.scope == "sentence":
        return False
    return not (_said_twice(draft, hit, template) or _says_when(draft, place, template))


def _around(draft: Draft, place: tuple[int, int]) -> str:
    """Return the sentences in which a place lies."""
    spans = [s for s in draft.layout.sentences if s.start < place[1] and place[0] < s.end]
    return draft.text[spans[0].start : spans[-1].end] if spans else ""


def _begins_sentence(draft: Draft, place: tuple[int, int]) -> bool:
    """Tell whether a place is where a sentence of its own may begin."""
    return any(span.start == place[0] for span in draft.layout.sentences)


def _said_twice(draft: Draft, hit: Hit, template: str) -> bool:
    """Tell whether a template would say sorry a second time."""
    rest = draft.own.text[: hit.start] + draft.own.text[hit.end :]
    return apologises(template) and apologises(rest)


def _says_when(draft: Draft, place: tuple[int, int], template: str) -> bool:
    """Tell whether a term would stand beside a "once I hear" of that sentence or the last."""
    before = [span for span in draft.layout.sentences if span.end <= place[0]][-1:]
    told = draft.text[before[0].start : before[0].end] if before else ""
    rest = told + _around(draft, place).replace(draft.text[slice(*place)], "")
    return bool(DATED & slots_in(template) and says("when", rest))


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
    if not marked:
        return HABIT if pattern.behaviour in SELDOM else UNMARKED
    return MARKED

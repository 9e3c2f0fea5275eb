"""Candidates from the exemplar bank: a sentence of our own for what the reply lacks."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from coach.exemplars import Exemplar, load_exemplars
from coach.suggest.candidates.welcome import greeting_candidates
from coach.suggest.contracts import Candidate
from coach.suggest.layout import insertion
from coach.suggest.protected import facts_in
from coach.suggest.slots import slots_in
from coach.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.contracts import Dimension
    from coach.suggest.contracts import Draft
    from coach.suggest.retrieval import SituationFinder

ORDER: Final[Mapping[Dimension, tuple[str, ...]]] = {
    "empathy": ("feeling", "understanding", "ownership", "exploring"),
    "hospitality": ("appreciation", "choice", "invitation", "anticipation"),
    "authenticity": ("concrete", "own_voice", "candor"),
}
CALM: Final = frozenset({"feeling", "ownership"})
"""Not for a customer whom nothing has hurt."""
CALM_GENERAL: Final = frozenset({"appreciation", "exploring"})
"""Nor these, unless they speak of the matter itself."""
PER_BEHAVIOUR: Final = 2
BEST: Final = 0.9
STEP: Final = 0.08
SLOT_COST: Final = 0.05
GENERAL_COST: Final = 0.15
OVERLAP: Final = 0.6
"""Share of a sentence's words that the draft may hold already."""

_SORRY = re.compile(r"\b(?:leid|entschuldig\w*|verzeih\w*|sorry|apolog\w*)\b", re.IGNORECASE)
_THANKS = re.compile(r"\b(?:danke?\w*|thank\w*|appreciate\w*)\b", re.IGNORECASE)
_OPEN_DOOR = re.compile(
    r"\b(?:antwort\w* sie|antworte|melden sie sich|meld\w* dich|schreiben sie|schreib mir|"
    r"reply (?:here|to)|let (?:me|us) know|get in touch|write (?:to )?(?:me|us))\b",
    re.IGNORECASE,
)


class ExemplarSource:
    """Inserts sentences that fit the request's situation, language and form of address."""

    name: Final = "exemplars"

    def __init__(self, finder: SituationFinder) -> None:
        self._finder = finder

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose sentences for each dimension that is called for and not given."""
        if draft.quiet or not draft.goals:
            return
        promised = facts_in(draft.own.text, draft.language).promises
        fitting = [
            entry
            for entry in self._pool(draft)
            if _fits(draft, entry) and not _promised(entry, promised)
        ]
        ranked = self._finder.nearest(draft.embedding, fitting)
        for goal in draft.goals:
            for rank, behaviour in enumerate(_wanted(draft, goal)):
                own = [entry for entry, _ in ranked if entry.behaviour == behaviour]
                own.sort(key=lambda entry: entry.situation == GENERAL)
                for place, entry in enumerate(own[:PER_BEHAVIOUR]):
                    yield self._candidate(draft, entry, goal, BEST - STEP * (rank + 3 * place))
        if "hospitality" in draft.goals:
            yield from greeting_candidates(draft)

    def _pool(self, draft: Draft) -> tuple[Exemplar, ...]:
        situation = self._finder.situation(draft.embedding) if draft.request.customer else None
        return _bank(situation) + _bank(GENERAL)

    def _candidate(
        self, draft: Draft, entry: Exemplar, goal: Dimension, promise: float
    ) -> Candidate:
        place = "end" if entry.text.rstrip().endswith("?") else entry.position
        edit, anchor = insertion(draft.layout, entry.text, draft.layout.index_for(place))
        cost = SLOT_COST * len(slots_in(entry.text))
        cost += GENERAL_COST * (entry.situation == GENERAL)
        return Candidate(
            kind="insert",
            edits=(edit,),
            anchor=anchor,
            behaviour=entry.behaviour,
            claims=(goal,),
            source=self.name,
            promise=promise - cost,
        )


GENERAL: Final = "general"


def _wanted(draft: Draft, goal: Dimension) -> list[str]:
    return [
        behaviour
        for behaviour in ORDER[goal]
        if not draft.shows(behaviour)
        and behaviour not in draft.muted
        and not (draft.need == 0 and behaviour in CALM)
    ]


def _fits(draft: Draft, entry: Exemplar) -> bool:
    """Tell whether a sentence suits the draft and repeats nothing of it."""
    if entry.language != draft.language or entry.address not in {"neutral", draft.form}:
        return False
    if not draft.layout.body:
        return False
    text = draft.own.text
    if any(kind.search(entry.text) and kind.search(text) for kind in (_SORRY, _THANKS, _OPEN_DOOR)):
        return False
    if entry.text.endswith("?") and _asks_last(draft):
        return False
    if entry.situation == GENERAL and draft.need == 0 and entry.behaviour in CALM_GENERAL:
        return False
    return _overlap(entry.text, text) < OVERLAP


def _promised(entry: Exemplar, promised: frozenset[str]) -> bool:
    """Tell whether a sentence promises what the draft promises already."""
    if entry.behaviour not in ORDER["authenticity"]:
        return False
    return bool(promised & facts_in(entry.text, entry.language).promises)


def _asks_last(draft: Draft) -> bool:
    """Tell whether the body already ends in a question."""
    last = draft.layout.body[-2:]
    return any(draft.layout.sentence(index).rstrip().endswith("?") for index in last)


def _overlap(sentence: str, text: str) -> float:
    own = {word for word in words(sentence) if len(word) > 3}
    return len(own & set(words(text))) / len(own) if own else 0.0


@cache
def _bank(situation: str | None) -> tuple[Exemplar, ...]:
    if situation == GENERAL:
        path = files("coach.suggest").joinpath("general.toml")
        entries: Sequence[dict[str, str]] = tomllib.loads(path.read_text("utf-8"))["exemplar"]
        return tuple(Exemplar(situation=GENERAL, **entry) for entry in entries)  # type: ignore[arg-type]
    return tuple(entry for entry in load_exemplars() if entry.situation == situation)

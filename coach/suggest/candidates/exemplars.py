"""Candidates from the exemplar bank: a sentence of our own for what the reply lacks."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from coach.exemplars import Exemplar, load_exemplars
from coach.suggest.candidates.apology import concrete_apologies
from coach.suggest.candidates.fitness import GENERAL, Fitness, follows_no
from coach.suggest.candidates.talk import begins_before
from coach.suggest.candidates.welcome import greeting_candidates
from coach.suggest.contracts import Candidate
from coach.suggest.layout import insertion
from coach.suggest.retrieval import shown_by
from coach.suggest.slots import slots_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.contracts import Dimension
    from coach.suggest.contracts import Draft
    from coach.suggest.retrieval import SituationFinder

ORDER: Final[Mapping[Dimension, tuple[str, ...]]] = {
    "empathy": ("feeling", "understanding", "ownership", "exploring"),
    "hospitality": ("appreciation", "choice", "invitation", "anticipation"),
    "authenticity": ("concrete", "own_voice", "candor", "choice"),
}
"""What may raise a dimension: its own behaviours first; in a plain offer a person is heard, too."""
PER_BEHAVIOUR: Final = 2
SHOWN_BY_WORDS: Final = frozenset({"thank_you", "bereavement"})
"""Situations that a word has to show: many a message is merely friendly, or sad."""
BEST: Final = 0.9
STEP: Final = 0.08
SLOT_COST: Final = 0.05
GENERAL_COST: Final = 0.15
FALLBACK_COST: Final = 0.3
"""To name a feeling is the second choice: sorry for the very thing goes before."""
GENERAL_FIT: Final = 0.7
"""What a sentence for any matter is worth beside one about this matter."""
FITS: Final[Mapping[str, float]] = {"ownership": 1.0, "feeling": 0.4, "own_voice": 0.5}
"""Where it is worth more or less: sorry for what happened goes before all else."""
GROUNDED: Final = 0.15
"""What it is worth, in cosine, to speak of what customer and draft speak of."""


class ExemplarSource:
    """Inserts sentences that fit the request's situation, language and form of address."""

    name: Final = "exemplars"

    def __init__(self, finder: SituationFinder) -> None:
        self._finder = finder

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose sentences for each dimension that is called for and not given."""
        if draft.quiet or not draft.goals or not draft.layout.body:
            return
        fitness = Fitness.of(draft)
        if fitness.passing or begins_before(draft.own.text):
            return
        fitting = [entry for entry in self._pool(draft) if fitness.admits(entry)]
        near = self._finder.nearest(draft.embedding, fitting)
        near.sort(key=lambda pair: -pair[1] - GROUNDED * fitness.grounding(pair[0]))
        ranked = [entry for entry, _ in near]
        for goal in draft.goals:
            for rank, behaviour in enumerate(_wanted(draft, goal)):
                own = [entry for entry in ranked if entry.behaviour == behaviour]
                own.sort(key=lambda entry: entry.situation == GENERAL)
                for place, entry in enumerate(own[:PER_BEHAVIOUR]):
                    yield self._candidate(fitness, entry, goal, BEST - STEP * (rank + 3 * place))
        if "empathy" in draft.goals or "authenticity" in draft.goals:
            yield from concrete_apologies(fitness, general_bank())
        if "hospitality" in draft.goals:
            yield from greeting_candidates(draft)

    def _pool(self, draft: Draft) -> tuple[Exemplar, ...]:
        message = draft.request.customer or ""
        situation = self._finder.situation(draft.embedding, message)
        if situation in SHOWN_BY_WORDS and not shown_by(message, situation):
            return _bank(GENERAL)
        return _bank(situation) + _bank(GENERAL)

    def _candidate(
        self, fitness: Fitness, entry: Exemplar, goal: Dimension, promise: float
    ) -> Candidate:
        layout = fitness.draft.layout
        edit, anchor = insertion(layout, entry.text, _index(fitness, entry))
        own = fitness.draft.rubric.behaviour(entry.behaviour).dimension
        cost = SLOT_COST * len(slots_in(entry.text))
        if entry.situation == GENERAL:
            cost += GENERAL_COST + FALLBACK_COST * (entry.behaviour == "feeling")
        return Candidate(
            kind="insert",
            edits=(edit,),
            anchor=anchor,
            behaviour=entry.behaviour,
            claims=tuple(dict.fromkeys((goal, own))),
            source=self.name,
            promise=promise - cost,
            fit=FITS.get(entry.behaviour, GENERAL_FIT) if entry.situation == GENERAL else 1.0,
        )


def _index(fitness: Fitness, entry: Exemplar) -> int:
    """Return before which sentence an exemplar belongs."""
    if follows_no(entry):
        return fitness.no + 1
    asks = entry.text.rstrip().endswith("?")
    return fitness.draft.layout.index_for("end" if asks else entry.position)


def _wanted(draft: Draft, goal: Dimension) -> list[str]:
    return [
        behaviour
        for behaviour in ORDER[goal]
        if not draft.shows(behaviour) and behaviour not in draft.muted
    ]


def general_bank() -> tuple[Exemplar, ...]:
    """Return the sentences that are true in any situation."""
    return _bank(GENERAL)


@cache
def _bank(situation: str | None) -> tuple[Exemplar, ...]:
    if situation == GENERAL:
        path = files("coach.suggest").joinpath("general.toml")
        entries: Sequence[dict[str, str]] = tomllib.loads(path.read_text("utf-8"))["exemplar"]
        return tuple(Exemplar(situation=GENERAL, **entry) for entry in entries)  # type: ignore[arg-type]
    return tuple(entry for entry in load_exemplars() if entry.situation == situation)

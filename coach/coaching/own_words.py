"""How one's own words to a colleague may land: a trainer's comment, looked at before it is kept.

The same coach, asked for by whoever writes and by nobody else. The rubric was made for replies to
customers, so this is said with every answer: it sees whether words take the other person seriously
and sound honest, and it cannot see whether a judgement is right. Hospitality is left out, for a
colleague is no guest; so are sentences from the bank, which speak to customers, and any language
model of the house: only the writer's own words are changed, on this machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from coach.coaching.errors import words
from coach.contracts import Request
from coach.suggest import Suggester, apply_edits
from coach.suggest.candidates import PhrasebookSource, RemoveSource
from coach.suggest.retrieval import SituationFinder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from coach.coach import Coach
    from coach.contracts import Assessment, BehaviourMark, Dimension, Language
    from coach.rubric import Rubric
    from coach.suggest import Suggestion

SHOWN: Final[tuple[Dimension, ...]] = ("empathy", "authenticity")
CARRIES: Final = (
    "feeling",
    "understanding",
    "exploring",
    "ownership",
    "appreciation",
    "choice",
    "concrete",
    "own_voice",
    "candor",
)
"""What does a colleague as much good as a customer."""
LEAST_WORDS: Final = 3
MOST_STRENGTHS: Final = 3


@dataclass(frozen=True, slots=True)
class Impression:
    """How the words may land, what carries them, and at most one thing to try."""

    assessment: Assessment
    strengths: tuple[BehaviourMark, ...]
    suggestion: Suggestion | None

    @property
    def well(self) -> bool:
        """Tell whether nothing is left to wish for, as far as the coach is sure."""
        found = [self.assessment.dimension(name) for name in SHOWN]
        sure = all(one and not one.abstained and one.verdict != "missing" for one in found)
        return sure and not _hurts(self.assessment)


class _NoMatter(SituationFinder):
    """Looks for no situation: words to a colleague are about no order and no bill."""

    def situation(self, embedding: NDArray[np.float32], message: str) -> str | None:
        """Find none."""
        del embedding, message
        return None


class OwnWords:
    """Looks at one's own words with a coach; keeps nothing, and is safe to share."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @cached_property
    def _suggester(self) -> Suggester:
        sources = (PhrasebookSource(), RemoveSource())
        return Suggester(self._coach, sources, finder=_NoMatter(self._coach.classifier))

    def look(self, text: str, *, said: str | None = None) -> Impression:
        """Look at a text; `said` is what the colleague wrote, where there is something to answer.

        Raises:
            InputError: a text is too long to be scored at once.
        """
        advice = self._suggester.advise(Request(text, customer=said))
        marks = self._suggester.praise(advice.assessment)
        carried = () if _hurts(advice.assessment) else _apart(marks, advice.assessment)
        first = advice.suggestions[0] if advice.suggestions else None
        return Impression(advice.assessment, carried[:MOST_STRENGTHS], first)


def _hurts(assessment: Assessment) -> bool:
    """Tell whether something may hurt, if only perhaps: then nobody is told that all is well."""
    return any(mark.polarity == "-" for mark in assessment.behaviours)


def _apart(marks: Iterable[BehaviourMark], assessment: Assessment) -> tuple[BehaviourMark, ...]:
    """Return what carries the words, no word of it twice."""
    chosen: list[BehaviourMark] = []
    for mark in marks:
        over = any(mark.start < one.end and one.start < mark.end for one in chosen)
        if not over and _carries(mark, assessment):
            chosen.append(mark)
    return tuple(chosen)


def _carries(mark: BehaviourMark, assessment: Assessment) -> bool:
    found = assessment.dimension(mark.dimension)
    sure = found is not None and not found.abstained and found.verdict != "missing"
    whole = len(mark.text.split()) >= LEAST_WORDS
    return sure and whole and mark.tier == "inline" and mark.id in CARRIES


@dataclass(frozen=True, slots=True)
class ImpressionWords:
    """An impression in its reader's language.

    `levels` are names of dimensions with the level's name; `whole` is the text with the suggestion
    in it, None where there is none.
    """

    levels: tuple[tuple[Dimension, str, str], ...]
    carries: tuple[str, ...]
    closing: str
    whole: str | None


def in_words(
    impression: Impression, text: str, *, rubric: Rubric, language: Language
) -> ImpressionWords:
    """Say an impression, what carries the words first."""
    if impression.assessment.abstained:
        return ImpressionWords((), (), words().text("words_unread", language), None)
    named = [
        words().text(
            "words_carries", language, name=_name(mark.id, rubric, language), text=mark.text
        )
        for mark in impression.strengths
    ]
    suggestion = impression.suggestion
    return ImpressionWords(
        levels=tuple(_levels(impression.assessment, rubric, language)),
        carries=tuple(named),
        closing=_closing(impression, language),
        whole=apply_edits(text, suggestion.edits) if suggestion else None,
    )


def _levels(
    assessment: Assessment, rubric: Rubric, language: Language
) -> Iterator[tuple[Dimension, str, str]]:
    """Name the levels; that words may hurt is said only where a passage can be pointed to."""
    for name in SHOWN:
        found = assessment.dimension(name)
        if found is not None:
            unfounded = found.level == 0 and not _hurts(assessment)
            unsure = words().text("unsure", language)
            named = rubric.level(found.level).name.text(language)
            level = unsure if found.abstained or unfounded else named
            yield name, rubric.dimension(name).name.text(language), level


def _closing(impression: Impression, language: Language) -> str:
    suggestion = impression.suggestion
    if suggestion is None:
        costs = [mark for mark in impression.assessment.behaviours if mark.polarity == "-"]
        if costs:
            surest = max(costs, key=lambda mark: mark.confidence)
            return words().text("words_open_at", language, text=surest.text)
        return words().text("words_well" if impression.well else "words_open", language)
    before = suggestion.anchor.text.strip()
    after = " ".join(edit.text.strip() for edit in suggestion.edits).strip()
    key = "words_try" if after else "words_leave_out"
    said = words().text(key, language, before=before, after=after)
    return f"{said} {words().text('words_fill', language)}" if suggestion.once_filled else said


def _name(behaviour: str, rubric: Rubric, language: Language) -> str:
    name = rubric.behaviour(behaviour).name.text(language)
    return name[:1].upper() + name[1:]

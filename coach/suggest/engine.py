"""The suggester: candidates from all sources, checked, tried, ranked; silence where all is well."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.contracts import DIMENSIONS, LANGUAGES
from coach.phrasebook import load_phrasebook
from coach.suggest.address import form_for
from coach.suggest.candidates import (
    ExemplarSource,
    HouseSource,
    PhrasebookSource,
    RemoveSource,
    ReorderSource,
    RewriterSource,
)
from coach.suggest.candidates.exemplars import general_bank
from coach.suggest.check import Check
from coach.suggest.contracts import Advice, Draft
from coach.suggest.layout import lay_out
from coach.suggest.proof import as_suggestion, filled_request, prove
from coach.suggest.rank import best_first, further, hopeful, house_first, shortlist
from coach.suggest.reasons import salient_words
from coach.suggest.retrieval import SituationFinder
from coach.suggest.slots import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from coach.coach import Coach, Reading
    from coach.contracts import Assessment, BehaviourMark, Dimension, Language, Request
    from coach.suggest.contracts import Candidate, CandidateSource, Suggestion
    from models.prediction import Prediction, TextPair


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the reader asked for beside the score."""

    muted: frozenset[str]
    quiet: bool


class Suggester:
    """Makes suggestions with a coach; safe to share between threads."""

    def __init__(
        self,
        coach: Coach,
        sources: Iterable[CandidateSource],
        *,
        finder: SituationFinder | None = None,
    ) -> None:
        self.coach = coach
        self._sources = tuple(sources)
        self._finder = finder or SituationFinder(coach.classifier)

    def suggest(
        self,
        request: Request,
        *,
        assessment: Assessment | None = None,
        muted: Iterable[str] = (),
        quiet: bool = False,
    ) -> tuple[Suggestion, ...]:
        """Return at most three changes that were tried and help; none at the house's bar.

        Raises:
            InputError: a text is too long to be scored at once.
        """
        return self.advise(request, assessment=assessment, muted=muted, quiet=quiet).suggestions

    def advise(
        self,
        request: Request,
        *,
        assessment: Assessment | None = None,
        muted: Iterable[str] = (),
        quiet: bool = False,
    ) -> Advice:
        """Return assessment, suggestions and praise in one go; see `suggest`."""
        if assessment is not None and (assessment.abstained or self.at_bar(assessment)):
            return self._silent(assessment)
        reading = self.coach.read(request)
        if reading.prediction is None or self.at_bar(reading.assessment):
            return self._silent(reading.assessment)
        draft = self._draft(request, reading, _Wish(frozenset(muted), quiet))
        baseline = self._baseline(draft)
        if not quiet and self.at_bar(baseline):
            return self._silent(reading.assessment)
        if not quiet:
            draft = replace(draft, goals=self._below(baseline))
        suggestions = self._suggestions(draft, baseline)
        praise = () if quiet else self.praise(reading.assessment)
        return Advice(request.id, reading.assessment, suggestions, praise, at_bar=False)

    def warm(self) -> None:
        """Load what the first suggestion would otherwise wait for: phrasebook and exemplars."""
        for language in LANGUAGES:
            load_phrasebook(language)
        self._finder.warm_bank(general_bank())

    @property
    def waits(self) -> bool:
        """Whether a source waits for somebody else's answer, so that others should not queue."""
        return any(isinstance(source, RewriterSource) for source in self._sources)

    def close(self) -> None:
        """Close what sources keep open."""
        for source in self._sources:
            if isinstance(source, RewriterSource):
                source.close()

    def praise(self, assessment: Assessment) -> tuple[BehaviourMark, ...]:
        """Return the passages that earn something, the surest of each behaviour."""
        best: dict[str, BehaviourMark] = {}
        for mark in assessment.behaviours:
            known = best.get(mark.id)
            if mark.polarity == "+" and (known is None or known.confidence < mark.confidence):
                best[mark.id] = mark
        return tuple(sorted(best.values(), key=lambda mark: mark.start))

    def at_bar(self, assessment: Assessment) -> bool:
        """Tell whether nothing is left to wish for: all that is called for given, nothing hurts.

        A dimension the coach is unsure about is nobody's shortcoming.
        """
        hurts = any(m.polarity == "-" and m.tier == "inline" for m in assessment.behaviours)
        return not hurts and not self._below(assessment)

    def situation(self, draft: Draft) -> str | None:
        """Return what the customer's message is about, where that is clear."""
        return self._finder.situation(draft.embedding, draft.request.customer or "")

    def _silent(self, assessment: Assessment) -> Advice:
        praise = () if assessment.abstained else self.praise(assessment)
        at_bar = assessment.abstained is None
        return Advice(assessment.id, assessment, (), praise, at_bar=at_bar)

    def _below(self, assessment: Assessment) -> tuple[Dimension, ...]:
        """Return the dimensions below the bar, those with the most weight to win first."""
        house = self.coach.house
        wanted: dict[Dimension, float] = {}
        for name in DIMENSIONS:
            result = assessment.dimension(name)
            if result is None or result.abstained:
                continue
            if result.verdict == "not_needed" and result.level > 0:  # what may hurt never fits
                continue
            if result.level < house.bar and house.weights[name] > 0:
                wanted[name] = house.weights[name] * (100 - result.score)
        return tuple(sorted(wanted, key=lambda name: -wanted[name]))

    def _draft(self, request: Request, reading: Reading, wish: _Wish) -> Draft:
        prepared, prediction = reading.prepared, reading.prediction
        language = prepared.language
        if prediction is None or language is None:
            message = "a reply that was not read has no draft; check `abstained` first"
            raise ValueError(message)
        return Draft(
            request=request,
            assessment=reading.assessment,
            own=prepared.reply,
            language=language,
            layout=lay_out(prepared, language),
            form=form_for(request, language, self.coach.house),
            goals=(),
            muted=wish.muted,
            quiet=wish.quiet,
            house=self.coach.house,
            rubric=self.coach.rubric,
            embedding=self._embedding(prepared.pair, prediction),
        )

    def _embedding(self, pair: TextPair, prediction: Prediction) -> NDArray[np.float32]:
        """Return the message's embedding, read by itself: a draft in front blurs it."""
        if not pair.customer:
            return prediction.embedding
        return self._finder.embedding(pair.customer)

    def _baseline(self, draft: Draft) -> Assessment:
        """Return what the draft would score with its slots filled, to compare like with like."""
        if not draft.assessment.slots:
            return draft.assessment
        return self.coach.assess(filled_request(draft, draft.text))

    def _suggestions(self, draft: Draft, baseline: Assessment) -> tuple[Suggestion, ...]:
        found = [
            _spoken(entry, draft.language)
            for source in self._sources
            for entry in source.candidates(draft)
        ]
        tried = shortlist(house_first(found), Check(draft))
        first = hopeful(tried)
        proven = prove(self.coach, draft, baseline, first)
        left = further(tried, first, (candidate for candidate, _ in proven))
        proven += prove(self.coach, draft, baseline, left)
        words = salient_words(draft.request.customer or "")
        situation = self.situation(draft) if proven else None
        return best_first(
            (as_suggestion(draft, candidate, gain, words=words, situation=situation), candidate.fit)
            for candidate, gain in proven
        )


def _spoken(candidate: Candidate, language: Language) -> Candidate:
    """Call the slots of a candidate as its reader does."""
    edits = tuple(replace(edit, text=in_language(edit.text, language)) for edit in candidate.edits)
    return replace(candidate, edits=edits)


def build_suggester(coach: Coach, *sources: CandidateSource) -> Suggester:
    """Return a suggester with all sources that need nothing but this machine, and further ones."""
    finder = SituationFinder(coach.classifier)
    own = (PhrasebookSource(), HouseSource(), ExemplarSource(finder), RemoveSource())
    return Suggester(coach, (*own, ReorderSource(), *sources), finder=finder)

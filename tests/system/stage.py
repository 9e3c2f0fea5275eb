"""The real service on a coach that knows a handful of phrases, so that every mark is foreseen."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvicorn

from api.app import create_app
from api.settings import load_settings
from coach.contracts import (
    ASSESSMENT_SCHEMA,
    DIMENSIONS,
    Assessment,
    BehaviourMark,
    DimensionResult,
    Need,
    Request,
    SlotMark,
    Tier,
)
from coach.house import House, load_house
from coach.rubric import Bilingual, Rubric, load_rubric
from coach.suggest import Advice, Anchor, Suggestion, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.contracts import Dimension, Verdict

# One cue a row: the behaviour, the words that show it, and who may see the mark.
CUES: tuple[tuple[str, str, Tier], ...] = (
    ("feeling", r"Ten days to go[^.]*nervous|zehn Tage vor[^.]*nervös", "inline"),
    ("understanding", r"no pram in the hallway|noch kein Kinderwagen im Flur", "inline"),
    ("ownership", r"[Tt]hat was our mistake|Das war unser Fehler", "inline"),
    ("welcome", r"Hello Ms Novak|Guten Tag, Frau Yılmaz", "inline"),
    ("choice", r"a refund or a new one", "inline"),
    ("concrete", r"it will be with you on Friday|am Freitag ist er bei Ihnen", "inline"),
    ("own_voice", r"I will ring you myself|rufe ich Sie selbst an", "inline"),
    ("cliche", r"We apologise for any inconvenience caused|etwaige Unannehmlichkeiten", "inline"),
    ("jargon", r"second-level department", "check"),
    ("blame", r"You should have read the label", "inline"),
)
LIKELY = 0.85


@dataclass(frozen=True)
class Weights:
    """What the service says of the stage's model."""

    name: str = "stage"
    version: str = "1"
    sha256: str = "0" * 64
    card: str = ""
    kappa: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class CueCoach:
    """A coach whose levels count the cues of a dimension."""

    rubric: Rubric = field(default_factory=load_rubric)
    model: Weights = field(default_factory=Weights)
    house: House = field(default_factory=load_house)

    def assess(self, request: Request) -> Assessment:
        """Assess a reply by its cues alone."""
        marks = tuple(self._marks(request.reply))
        short = len(request.reply.split()) < 3
        results = {
            name: None if short else _result(name, marks, asked=bool(request.customer))
            for name in DIMENSIONS
        }
        found = [result for result in results.values() if result is not None]
        return Assessment(
            schema=ASSESSMENT_SCHEMA,
            id=request.id,
            language=None if short else "en",
            phase=None,
            need=None if short else Need(level=1, probabilities=(0.1, 0.8, 0.1)),
            empathy=results["empathy"],
            hospitality=results["hospitality"],
            authenticity=results["authenticity"],
            overall=sum(result.score for result in found) / len(found) if found else None,
            capped_by=None,
            behaviours=() if short else marks,
            slots=() if short else tuple(_slots(request.reply)),
            abstained="too_short" if short else None,
            model=self.model.name,
            rubric=self.rubric.version,
        )

    def _marks(self, reply: str) -> list[BehaviourMark]:
        return [
            BehaviourMark(
                id=id,
                dimension=self.rubric.behaviour(id).dimension,
                polarity=self.rubric.behaviour(id).polarity,
                start=match.start(),
                end=match.end(),
                text=match.group(),
                confidence=LIKELY,
                tier=tier,
            )
            for id, pattern, tier in CUES
            for match in re.finditer(pattern, reply)
        ]


def _result(name: Dimension, marks: tuple[BehaviourMark, ...], *, asked: bool) -> DimensionResult:
    own = [mark for mark in marks if mark.dimension == name]
    level = max(0, min(3, 1 + sum(1 if mark.polarity == "+" else -1 for mark in own)))
    chances = [(1 - LIKELY) / 3] * 4
    chances[level] = LIKELY
    open_verdict: Verdict = "missing" if asked or name == "authenticity" else "not_needed"
    return DimensionResult(
        level=level,
        probabilities=(chances[0], chances[1], chances[2], chances[3]),
        score=100 * sum(value * chance for value, chance in enumerate(chances)) / 3,
        confidence=LIKELY,
        verdict="given" if level >= 2 else open_verdict,
        abstained=False,
    )


@dataclass(frozen=True)
class CueAdvisor:
    """Suggests two changes that a test can foresee; neither on a second look."""

    coach: CueCoach = field(default_factory=CueCoach)

    waits = False

    def warm(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        """There is nothing open."""

    def advise(
        self,
        request: Request,
        *,
        assessment: Assessment | None = None,
        muted: Iterable[str] = (),
        quiet: bool = False,
    ) -> Advice:
        """Suggest what the cues allow."""
        assessment = assessment or self.coach.assess(request)
        found = [s for s in _suggestions(request.reply) if s.behaviour not in set(muted)]
        kept = tuple(s for s in found if s.behaviour == "cliche" or not quiet)
        return Advice(request.id, assessment, kept, (), at_bar=not kept)


def _suggestions(reply: str) -> Iterator[Suggestion]:
    stock = re.search(CUES[7][1], reply)
    if stock:
        start, end = stock.span()
        yield Suggestion(
            id="stock",
            kind="replace",
            edits=(TextEdit(start, end, "I am sorry that {what happened}"),),
            anchor=Anchor(start, end, stock.group()),
            behaviour="cliche",
            reason=Bilingual("gibt „in zehn Tagen“ Gewicht", "gives “in ten days” its weight"),
            source="phrasebook",
            words_added=-1,
            gain={"empathy": 14.2, "hospitality": 0.0, "authenticity": 8.0},
            once_filled=True,
        )
    greeting = re.search(CUES[3][1], reply)
    if greeting and "nervous too" not in reply:
        end = greeting.end()
        yield Suggestion(
            id="feeling",
            kind="insert",
            edits=(TextEdit(end, end, ", I would be nervous too"),),
            anchor=Anchor(*greeting.span(), greeting.group()),
            behaviour="feeling",
            reason=Bilingual("nimmt „nervös“ ernst", "takes “nervous” seriously"),
            source="exemplars",
            words_added=5,
            gain={"empathy": 21.0, "hospitality": 1.0, "authenticity": 2.0},
            once_filled=False,
        )


def _slots(reply: str) -> list[SlotMark]:
    found = re.finditer(r"\[[^\]]+\]|\{[^}]+\}", reply)
    return [SlotMark(start=slot.start(), end=slot.end(), text=slot.group()) for slot in found]


if __name__ == "__main__":
    port = int(sys.argv[1])
    app = create_app(load_settings(port=port), coach=CueCoach(), advisor=CueAdvisor())
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")

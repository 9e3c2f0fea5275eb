"""The coach: one object that scores replies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.assess import Assessor
from coach.contracts import Assessment, ModelInfo, Request
from coach.house import load_house
from coach.prepare import prepare
from coach.rubric import load_rubric
from models.artifact import DEFAULT_WEIGHTS, load_artifact
from models.calibration import Calibration
from models.parallel import ordered_map
from models.runtime import OnnxClassifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.contracts import Channel, Language, Masks, Message, Phase
    from coach.house import House
    from coach.prepare import Prepared
    from coach.rubric import Rubric
    from models.prediction import Classifier, Prediction


@dataclass(frozen=True, slots=True)
class Reading:
    """An assessment with what it was made from: the same single pass."""

    prepared: Prepared
    prediction: Prediction | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class CoachSettings:
    """Where the weights and the house rules lie, and what the machine may be used for.

    `threads` is what scoring one reply may use, `workers` how many replies `score_many` scores at
    a time; `threads × workers` should not exceed the cores.
    """

    weights: Path = DEFAULT_WEIGHTS
    house: Path | None = None
    threads: int = 1
    workers: int = 2


class Coach:
    """Scores replies for empathy, hospitality and authenticity; safe to share between threads."""

    def __init__(
        self,
        *,
        classifier: Classifier,
        rubric: Rubric,
        house: House,
        calibration: Calibration,
        model: ModelInfo | None = None,
        workers: int = 2,
    ) -> None:
        self.rubric = rubric
        self.house = house
        self.classifier = classifier
        self.model = model or ModelInfo(classifier.name, "", "", "", {})
        self.workers = workers
        self._assessor = Assessor(
            rubric=rubric, house=house, calibration=calibration, model=classifier.name
        )

    def score(
        self,
        reply: str,
        *,
        customer: str | None = None,
        thread: Iterable[Message] = (),
        phase: Phase | None = None,
        channel: Channel | None = None,
        language: Language | None = None,
        masks: Masks = "flag",
        id: str | None = None,
    ) -> Assessment:
        """Score one reply; see `Request` for what the fields mean.

        Raises:
            InputError: a text is too long to be scored at once.
        """
        request = Request(
            reply=reply,
            customer=customer,
            thread=tuple(thread),
            phase=phase,
            channel=channel,
            language=language,
            masks=masks,
            id=id,
        )
        return self.assess(request)

    def assess(self, request: Request) -> Assessment:
        """Score one request."""
        return self.read(request).assessment

    def read(self, request: Request) -> Reading:
        """Score one request and keep what the network said; no prediction where it abstains."""
        prepared = prepare(request)
        if prepared.abstained:
            return Reading(prepared, None, self._assessor.abstain(prepared))
        prediction = self.classifier.predict(prepared.pair)
        return Reading(prepared, prediction, self._assessor.assess(prepared, prediction))

    def score_many(self, requests: Iterable[Request]) -> Iterator[Assessment]:
        """Score a stream in parallel, order kept; each result equals `assess` of its request."""
        return ordered_map(self.assess, requests, workers=self.workers)


def build_coach(settings: CoachSettings | None = None) -> Coach:
    """Load weights, rubric and house rules.

    Raises:
        ModelError: weights are missing or differ from their sums.
        HouseError: the house rules do not validate.
    """
    settings = settings or CoachSettings()
    artifact = load_artifact(settings.weights)
    return Coach(
        classifier=OnnxClassifier(artifact, threads=settings.threads, workers=settings.workers),
        rubric=load_rubric(),
        house=load_house(settings.house),
        calibration=artifact.calibration,
        model=ModelInfo(
            artifact.name,
            artifact.version,
            artifact.sha256,
            artifact.card,
            artifact.meta["figures"],
        ),
        workers=settings.workers,
    )

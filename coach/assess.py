"""From probabilities to levels, scores, verdicts and marked passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.contracts import (
    ASSESSMENT_SCHEMA,
    DIMENSIONS,
    Assessment,
    BehaviourMark,
    DimensionResult,
    Need,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from coach.contracts import Dimension, Phase, Verdict
    from coach.house import House
    from coach.prepare import Prepared
    from coach.rubric import Rubric
    from models.calibration import BehaviourCalibration, Calibration
    from models.prediction import Prediction, TokenSpan

GIVEN = 2
"""The level from which a dimension counts as given."""

CRITICAL_CAP = 100 / 3
"""What a proven critical behaviour caps `overall` at: the score of a neutral reply."""

PROVEN = 0.90
"""Lower 95 % bound of its precision from which a critical behaviour may cap."""


class Assessor:
    """Turns what the network says of a prepared request into an `Assessment`."""

    def __init__(
        self, *, rubric: Rubric, house: House, calibration: Calibration, model: str
    ) -> None:
        self._rubric = rubric
        self._house = house
        self._levels = dict(zip(DIMENSIONS, calibration.levels, strict=True))
        ids = [behaviour.id for behaviour in rubric.behaviours]
        self._behaviours = dict(zip(ids, calibration.behaviours, strict=True))
        self._model = model

    def abstain(self, prepared: Prepared) -> Assessment:
        """Return the assessment of a request that is not scored."""
        return self._assessment(prepared, need=None, results={}, marks=())

    def assess(self, prepared: Prepared, prediction: Prediction) -> Assessment:
        """Return levels, verdicts and passages, mapped back to the text as received."""
        need = Need(int(prediction.need.argmax()), _triple(prediction.need))
        results = {
            name: self._result(name, prediction.levels[i], need.level, prepared.phase)
            for i, name in enumerate(DIMENSIONS)
        }
        marks = self._marks(prepared, prediction, results)
        return self._assessment(prepared, need=need, results=results, marks=marks)

    def _result(
        self, name: Dimension, probabilities: NDArray[np.float64], need: int, phase: Phase | None
    ) -> DimensionResult:
        p = [float(value) for value in probabilities]
        level = max(range(4), key=lambda i: p[i])
        confidence = max(p)
        return DimensionResult(
            level=level,
            probabilities=(p[0], p[1], p[2], p[3]),
            score=100 * sum(i * value for i, value in enumerate(p)) / 3,
            confidence=confidence,
            verdict=verdict(name, level, need=need, phase=phase),
            abstained=confidence < self._levels[name].confidence,
        )

    def _marks(
        self, prepared: Prepared, prediction: Prediction, results: dict[Dimension, DimensionResult]
    ) -> tuple[BehaviourMark, ...]:
        house = self._house.house_text_spans(prepared.reply.text)
        chosen = []
        for span in prediction.spans:
            behaviour = self._rubric.behaviour(span.behaviour)
            limits = self._behaviours[span.behaviour]
            if behaviour.polarity == "-" and _inside(span, house):
                continue
            if span.probability >= limits.check or (
                behaviour.polarity == "+"
                and self._carries(span, prediction, results[behaviour.dimension])
            ):
                chosen.append(self._mark(prepared, span, limits))
        return tuple(chosen)

    def _carries(self, span: TokenSpan, prediction: Prediction, result: DimensionResult) -> bool:
        """Say whether a weak passage is the only evidence a given dimension has."""
        if result.level < GIVEN:
            return False
        dimension = self._rubric.behaviour(span.behaviour).dimension
        rivals = [
            other
            for other in prediction.spans
            if self._rubric.behaviour(other.behaviour).dimension == dimension
            and self._rubric.behaviour(other.behaviour).polarity == "+"
        ]
        clear = any(o.probability >= self._behaviours[o.behaviour].check for o in rivals)
        return not clear and span is max(rivals, key=lambda other: other.probability)

    def _mark(
        self, prepared: Prepared, span: TokenSpan, limits: BehaviourCalibration
    ) -> BehaviourMark:
        behaviour = self._rubric.behaviour(span.behaviour)
        start, end = prepared.reply.span_to_original(span.start, span.end)
        inline = behaviour.polarity == "+" or (
            limits.inline is not None and span.probability >= limits.inline
        )
        return BehaviourMark(
            id=span.behaviour,
            dimension=behaviour.dimension,
            polarity=behaviour.polarity,
            start=start,
            end=end,
            text=prepared.request.reply[start:end],
            confidence=span.probability,
            tier="inline" if inline else "check",
        )

    def _assessment(
        self,
        prepared: Prepared,
        *,
        need: Need | None,
        results: dict[Dimension, DimensionResult],
        marks: tuple[BehaviourMark, ...],
    ) -> Assessment:
        overall, capped_by = self._overall(results, marks)
        return Assessment(
            schema=ASSESSMENT_SCHEMA,
            id=prepared.request.id,
            language=prepared.language,
            phase=prepared.phase,
            need=need,
            empathy=results.get("empathy"),
            hospitality=results.get("hospitality"),
            authenticity=results.get("authenticity"),
            overall=overall,
            capped_by=capped_by,
            behaviours=marks,
            slots=prepared.slots,
            abstained=prepared.abstained,
            model=self._model,
            rubric=self._rubric.version,
        )

    def _overall(
        self, results: dict[Dimension, DimensionResult], marks: tuple[BehaviourMark, ...]
    ) -> tuple[float | None, str | None]:
        """Return the weighted mean of what applies, and the behaviour that capped it."""
        applies = {
            name: result
            for name, result in results.items()
            if result.verdict != "not_needed" and not result.abstained
        }
        weights = {name: self._house.weights[name] for name in applies}
        if len(applies) < 2 or not sum(weights.values()):
            return None, None
        total = sum(applies[name].score * weight for name, weight in weights.items())
        overall = total / sum(weights.values())
        for mark in marks:
            if self._is_proven_critical(mark) and overall > CRITICAL_CAP:
                return CRITICAL_CAP, mark.id
        return overall, None

    def _is_proven_critical(self, mark: BehaviourMark) -> bool:
        return (
            mark.id in self._house.critical
            and mark.tier == "inline"
            and self._behaviours[mark.id].precision_low >= PROVEN
        )


def verdict(name: Dimension, level: int, *, need: int, phase: Phase | None) -> Verdict:
    """Say whether a dimension was given, is missing, or was not called for.

    Warm at the start and the end, competent in the middle: Li, Packard & Berger, JCR 2023.
    """
    if level >= GIVEN:
        return "given"
    if name == "empathy" and need == 0:
        return "not_needed"
    if name == "hospitality" and level == 1 and (need == 0 or phase == "middle"):
        return "not_needed"
    return "missing"


def _triple(values: NDArray[np.float64]) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


def _inside(span: TokenSpan, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in ranges)

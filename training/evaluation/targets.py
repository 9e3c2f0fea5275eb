"""What is to be reached, figure by figure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.contracts import DIMENSIONS
from training.evaluation.fairness import CHANGES
from training.evaluation.slices import SLICES
from training.labels import rubric_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from training.metrics import Figure


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on one figure."""

    key: str
    bound: float
    at_least: bool = True

    def met(self, value: float) -> bool:
        """Say whether a value reaches the bound."""
        if math.isnan(value):
            return False
        return bool(value >= self.bound if self.at_least else value <= self.bound)

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


def targets() -> Iterator[Target]:
    """Yield every target that is one number."""
    for part in SLICES:
        for dimension in DIMENSIONS:
            for measure in ("kappa", "exact", "within_one"):
                bound = getattr(part, measure)
                if bound is not None:
                    yield Target(f"{part.name}.{dimension}.{measure}", bound)
    for dimension in DIMENSIONS:
        yield Target(f"draft_only.{dimension}.kappa", 0.72)
        yield Target(f"all.{dimension}.ece", 0.05, at_least=False)
        for change in CHANGES:
            yield Target(f"all.fairness.{change}.{dimension}.mean", 2.0, at_least=False)
            yield Target(f"all.fairness.{change}.{dimension}.p95", 6.0, at_least=False)
    yield Target("all.need.kappa", 0.80)
    yield Target("all.behaviours.macro_ap", 0.70)
    yield Target("all.spans.token_f1", 0.60)
    yield Target("all.clean_real.inline", 0.025, at_least=False)
    yield Target("all.clean.check", 0.10, at_least=False)
    yield Target("all.clean_real.check", 0.10, at_least=False)
    yield Target("all.given_without_evidence", 0.05, at_least=False)
    yield Target("all.coverage", 0.90)
    yield Target("all.situations.top1", 0.75)


def inline_kept(figures: Mapping[str, Figure]) -> dict[str, bool]:
    """Say of each behaviour shown inline whether its promise (.90 at .40) holds on dev."""
    kept = {}
    for name in sorted(rubric_labels().negatives):
        precision = figures[f"all.{name}.inline.precision"].value
        recall = figures[f"all.{name}.inline.recall"].value
        if not math.isnan(precision):
            kept[name] = bool(precision >= 0.90 and recall >= 0.40)
    return kept

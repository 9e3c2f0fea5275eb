"""How the scores of a conversation's turns become the conversation's score.

For each dimension the mean over the turns in which it was given or asked for, as everywhere
(`coach.audit.counted`), weighted by how much they counted: empathy by the need of the customer at
that moment, hospitality twice at the opening and the closing (warm, competent, warm: Li, Packard &
Berger, Journal of Consumer Research 2023), authenticity alike. `overall` is the mean of the
dimensions with the weights of the house. What the customer said last is an outcome, never a part of
the score.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.assess import CRITICAL_CAP
from coach.contracts import DIMENSIONS
from coach.messages import load_messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coach.contracts import Assessment, Dimension, Language

EDGE_WEIGHT: Final = 2.0
"""What the opening and the closing weigh in hospitality, where the middle weighs 1."""
NEED_WEIGHTS: Final = (1.0, 1.0, 2.0)
"""What a turn weighs in empathy by the customer's need (0 calm, 1 a problem, 2 strong feeling)."""
LEAST_DIMENSIONS: Final = 2

_MESSAGES = Path(__file__).with_name("formula.toml")


@dataclass(frozen=True, slots=True)
class Part:
    """The scores of one dimension over a conversation.

    `score` is the weighted mean, `spread` the standard deviation of the turns' scores around it
    with the same weights (0 where a single turn counts), `lowest` the lowest level given.
    """

    score: float
    spread: float
    lowest: int


@dataclass(frozen=True, slots=True)
class ConversationScore:
    """What a conversation scores; a dimension that was nowhere given or asked for is missing."""

    parts: Mapping[Dimension, Part] = field(default_factory=dict)
    overall: float | None = None
    capped_by: str | None = None


def conversation_score(
    turns: Sequence[Assessment], *, weights: Mapping[Dimension, float]
) -> ConversationScore:
    """Combine the assessments of a conversation's turns; see the module for the formula.

    `overall` needs two dimensions. A proven critical behaviour that capped a turn caps the
    conversation at the same mark.
    """
    parts = {name: part for name in DIMENSIONS if (part := _part(name, turns))}
    total = sum(weights[name] for name in parts)
    if len(parts) < LEAST_DIMENSIONS or not total:
        return ConversationScore(parts)
    overall = sum(weights[name] * part.score for name, part in parts.items()) / total
    critical = next((turn.capped_by for turn in turns if turn.capped_by), None)
    if critical and overall > CRITICAL_CAP:
        return ConversationScore(parts, CRITICAL_CAP, critical)
    return ConversationScore(parts, overall)


def turn_weight(name: Dimension, turn: Assessment) -> float:
    """Return what a turn weighs in a dimension; 0 where the dimension was `not_needed`."""
    result = turn.dimension(name)
    if result is None or result.abstained or result.verdict == "not_needed":
        return 0.0
    if name == "empathy":
        return NEED_WEIGHTS[turn.need.level if turn.need else 0]
    if name == "hospitality" and turn.phase != "middle":
        return EDGE_WEIGHT
    return 1.0


def explain(language: Language) -> str:
    """Return the formula in words."""
    return load_messages(_MESSAGES).text("words", language)


def worked_example(language: Language) -> str:
    """Return the formula worked out on three turns; the tests hold it against the code."""
    return load_messages(_MESSAGES).text("example", language)


def _part(name: Dimension, turns: Iterable[Assessment]) -> Part | None:
    counted = [
        (weight, result)
        for turn in turns
        if (weight := turn_weight(name, turn)) and (result := turn.dimension(name))
    ]
    if not counted:
        return None
    total = sum(weight for weight, _ in counted)
    mean = sum(weight * result.score for weight, result in counted) / total
    variance = sum(weight * (result.score - mean) ** 2 for weight, result in counted) / total
    return Part(mean, sqrt(variance), min(result.level for _, result in counted))

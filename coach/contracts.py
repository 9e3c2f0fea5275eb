"""What goes in and what comes out: `Request` and `Assessment`.

All offsets are half-open and count Unicode code points of the reply *as received*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["de", "en"]
Phase = Literal["opening", "middle", "closing"]
Channel = Literal["chat", "email", "social", "phone"]
Masks = Literal["flag", "neutral"]
Role = Literal["agent", "customer", "other"]
Dimension = Literal["empathy", "hospitality", "authenticity"]
Polarity = Literal["+", "-"]
Verdict = Literal["given", "missing", "not_needed"]
Tier = Literal["inline", "check"]

DIMENSIONS: tuple[Dimension, ...] = ("empathy", "hospitality", "authenticity")
LANGUAGES: tuple[Language, ...] = ("de", "en")
PHASES: tuple[Phase, ...] = ("opening", "middle", "closing")
CHANNELS: tuple[Channel, ...] = ("chat", "email", "social", "phone")

ASSESSMENT_SCHEMA = "empathy-coach/assessment/1"
MAX_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the thread before the reply."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One reply to score, with the context it answers."""

    reply: str
    customer: str | None = None
    thread: tuple[Message, ...] = ()
    phase: Phase | None = None
    channel: Channel | None = None
    language: Language | None = None
    masks: Masks = "flag"
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """How much the customer's situation calls for empathy (0 calm, 1 problem, 2 strong feeling)."""

    level: int
    probabilities: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """One dimension of one reply.

    `level` is the argmax of the calibrated `probabilities` over levels 0–3, `score` is
    100 × expected level / 3 (unrounded), `confidence` the largest probability. `abstained` is
    true when the confidence lies below the calibrated threshold; level and score are filled all
    the same, and a reader decides what to show.
    """

    level: int
    probabilities: tuple[float, float, float, float]
    score: float
    confidence: float
    verdict: Verdict
    abstained: bool


@dataclass(frozen=True, slots=True)
class BehaviourMark:
    """A passage that earned or cost something.

    `id` is the behaviour's tag in the rubric; names, reason and source are looked up there in the
    reader's language. `tier` is "inline" where the mark may be shown to an agent while typing,
    "check" where only audits show it, as "please check".
    """

    id: str
    dimension: Dimension
    polarity: Polarity
    start: int
    end: int
    text: str
    confidence: float
    tier: Tier


@dataclass(frozen=True, slots=True)
class SlotMark:
    """An unfilled slot or export mask found in the reply (`masks="flag"` only)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the coach says of one reply.

    `abstained` is None or the reason why no levels are given: `language`, `too_short`, `empty`.
    The dimension results are None exactly when it is set. `overall` is None below two
    applicable dimensions. `capped_by` names the critical behaviour that capped `overall`.
    """

    schema: str
    id: str | None
    language: Language | None
    phase: Phase | None
    need: Need | None
    empathy: DimensionResult | None
    hospitality: DimensionResult | None
    authenticity: DimensionResult | None
    overall: float | None
    capped_by: str | None
    behaviours: tuple[BehaviourMark, ...]
    slots: tuple[SlotMark, ...]
    abstained: str | None
    model: str
    rubric: str

    def dimension(self, name: Dimension) -> DimensionResult | None:
        """Return the result of one dimension by name."""
        return {
            "empathy": self.empathy,
            "hospitality": self.hospitality,
            "authenticity": self.authenticity,
        }[name]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which weights speak: name, version, SHA-256 of the network file, card, figures on dev."""

    name: str
    version: str
    sha256: str
    card: str
    figures: dict[str, float]

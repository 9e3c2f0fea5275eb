"""What a report is made of, before it is put into words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.contracts import Dimension, Verdict
    from coach.statistics.association import Association
    from coach.statistics.bootstrap import Estimate

Unit = Literal["day", "week", "month"]
Why = Literal["critical", "unanswered", "uncertain", "lower", "surprising"]


@dataclass(frozen=True, slots=True)
class Figures:
    """One dimension over a group of replies.

    `score` (0 to 100) and the share `given` are of the replies in which it was given or asked for
    (`coach.audit.counted`), `hurts` is the share at level 0 of all replies the coach was sure of.
    """

    score: Estimate
    given: Estimate
    hurts: Estimate


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a breakdown; `figures` is None where they are withheld.

    `strong` is the share of its replies to strong feelings, so that nobody compares groups whose
    customers differ.
    """

    name: str | None
    turns: int
    agents: int
    figures: Mapping[Dimension, Figures] | None
    strong: Estimate | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Figures by one column, the largest group first; `more` counts groups not shown."""

    column: str
    segment: bool
    groups: tuple[Group, ...]
    more: int

    @property
    def shown(self) -> tuple[Group, ...]:
        """Return the groups whose figures are not withheld."""
        return tuple(group for group in self.groups if group.figures is not None)

    @property
    def has_dashes(self) -> bool:
        """Tell whether a group that is shown lacks a score."""
        return any(
            figures.score.value is None
            for group in self.shown
            for figures in (group.figures or {}).values()
        )


@dataclass(frozen=True, slots=True)
class Consistency:
    """How even one dimension is.

    `spread` is the standard deviation of the replies' scores, `within` the mean one inside a
    conversation of several replies, `any_hurt` the share of conversations with a reply at level 0.
    """

    spread: float | None
    within: float | None
    any_hurt: Estimate


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything at once: what the first page shows. Figures are None where withheld."""

    figures: Mapping[Dimension, Figures] | None
    overall: Estimate | None
    verdicts: Mapping[Dimension, Mapping[Verdict, Estimate]] | None
    levels: Mapping[Dimension, tuple[Estimate, ...]] | None
    consistency: Mapping[Dimension, Consistency] | None
    needs: tuple[Estimate, ...]
    met: Mapping[Dimension, Estimate] | None
    """The share given among replies to a problem or strong feelings; no reply moves its base."""
    answered: Mapping[Dimension, Estimate] | None
    """The share given among replies to strong feelings (need 2)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One span of time in a trend."""

    start: dt.date
    turns: int
    scores: Mapping[Dimension, Estimate] | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores over time; no points where replies have no times or cover too little of it.

    `outside` counts the few replies before `first` and after `last`, left out so that a straggler
    does not stretch the axis.
    """

    unit: Unit
    points: tuple[Point, ...]
    undated: int
    first: dt.date | None = None
    last: dt.date | None = None
    outside: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """A marked passage with what stands around it in the reply."""

    before: str
    text: str
    after: str
    language: str
    conversation: str


@dataclass(frozen=True, slots=True)
class BehaviourFigures:
    """How often replies show a behaviour, and passages that do.

    `check` counts marks that are not proven precise enough, to be read as "please check".
    """

    id: str
    share: Estimate
    marks: int
    check: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage inside a reply that is shown as a whole."""

    id: str
    polarity: str
    tier: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply shown as a whole, with its customer and its marks.

    `levels` are the machine's, `decided` those a person gave; `why` says what makes it worth
    reading, None for a reply worth showing to others.
    """

    conversation: str
    turn: int
    language: str
    channel: str | None
    situation: str | None
    need: int | None
    customer: str | None
    reply: str
    marks: tuple[Mark, ...]
    levels: Mapping[Dimension, int]
    decided: Mapping[Dimension, int]
    why: Why | None = None
    figure: float | None = None


@dataclass(frozen=True, slots=True)
class MacroFigures:
    """A group of near-copies; scores are None where fewer than five agents used it."""

    uses: int
    forms: int
    agents: int
    language: str | None
    text: str
    scores: Mapping[Dimension, float | None] | None
    behaviours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The link between a score and an outcome; `adjusted_p` allows for all that were looked at."""

    score: str
    outcome: str
    found_in_text: bool
    association: Association
    adjusted_p: float


@dataclass(frozen=True, slots=True)
class Links:
    """All links looked at, and outcomes of which there was too little to say anything."""

    links: tuple[Link, ...]
    silent: tuple[str, ...]
    conversations: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What went in, and what was left out."""

    conversations: int
    turns: int
    scored: int
    agents: int
    named: bool
    rejected: int
    abstained: Mapping[str, int]
    unsure: Mapping[Dimension, int]
    languages: Mapping[str, int]
    first: dt.date | None
    last: dt.date | None
    phone: int
    only_phone: bool
    macro_turns: int

"""What a kit is made of. Every text in it may be edited before it is exported."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from coach.contracts import Dimension, Language, Polarity

SlotId = Literal[
    "question", "principle", "example", "before_after", "exercise", "commitment", "look_back"
]
Kind = Literal["gap", "strength", "chosen", "start"]
Origin = Literal["bank", "team", "consent", "house", "figures"]
Minutes = Literal[10, 15]

SLOT_IDS: tuple[SlotId, ...] = get_args(SlotId)
KINDS: tuple[Kind, ...] = get_args(Kind)
ORIGINS: tuple[Origin, ...] = get_args(Origin)
LENGTHS: tuple[Minutes, ...] = get_args(Minutes)

PARTS: Final[Mapping[SlotId, tuple[str, ...]]] = MappingProxyType(
    {
        "question": ("text",),
        "principle": ("text", "source"),
        "example": ("customer", "text", "mark", "thanks"),
        "before_after": ("case", "before", "after"),
        "exercise": ("customer", "task"),
        "commitment": ("text",),
        "look_back": ("figure", "text"),
    }
)
"""The texts a candidate of each slot has, in the order in which they are shown.

`mark` of an example is the passage that shows the focus; it stands inside `text` word for word.
"""
MAY_BE_EMPTY: Final = frozenset({"customer", "mark", "figure", "source"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the texts a slot offers, and where it comes from."""

    origin: Origin
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """One step of the huddle; `chosen` is the place of the candidate that is shown.

    `starts` and `minutes` are whole minutes from the beginning.
    """

    id: SlotId
    starts: int
    minutes: int
    candidates: tuple[Candidate, ...]
    chosen: int = 0
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> Mapping[str, str]:
        """The texts of the chosen candidate."""
        return self.candidates[self.chosen].parts

    @property
    def origin(self) -> Origin:
        """Where the chosen candidate comes from."""
        return self.candidates[self.chosen].origin

    @property
    def asked_label(self) -> str:
        """The key of the word over what was asked: a message, or what a case was about."""
        return "case" if self.id == "example" and self.origin == "bank" else "customer"

    @property
    def ends(self) -> int:
        """The minute at which the next step begins."""
        return self.starts + self.minutes


@dataclass(frozen=True, slots=True)
class Figures:
    """How often the focus was seen, kept for the look back of a later week.

    `share` lies between 0 and 1, with its 95 % interval; None where there were too few replies.
    """

    share: float | None = None
    low: float | None = None
    high: float | None = None
    occasions: int = 0


@dataclass(frozen=True, slots=True)
class Focus:
    """The behaviour of the week, and why it was chosen, in sentences."""

    behaviour: str
    kind: Kind
    name: str
    dimension: Dimension
    dimension_name: str
    polarity: Polarity
    headline: str
    why: tuple[str, ...]
    thin: bool
    figures: Figures = Figures()


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of the house; `now` where the focus of this week keeps it."""

    text: str
    for_me: str
    now: bool


@dataclass(frozen=True, slots=True)
class LeaderNotes:
    """What stands beside the kit, for the person who leads."""

    ask: str
    wait: str
    thank: str
    silence: str
    listen: str
    avoid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """A huddle, ready to be edited, exported and held.

    `week` is its Monday, `run` the audit it was made from, `replies` how many of its replies
    counted.
    """

    language: Language
    minutes: Minutes
    week: dt.date
    team: str | None
    house: str
    run: str | None
    replies: int
    focus: Focus
    slots: tuple[Slot, ...]
    notes: LeaderNotes
    promises: tuple[Promise, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def slot(self, id: SlotId) -> Slot | None:
        """Return a step of the kit, None where this length has none."""
        return next((slot for slot in self.slots if slot.id == id), None)

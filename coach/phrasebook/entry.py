"""What the phrasebook holds, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from coach.rubric import Bilingual

Address = Literal["sie", "du", "neutral"]
Action = Literal["replace", "remove"]
Scope = Literal["match", "sentence"]

SLOTS: Final = frozenset(
    {
        "name",
        "date",
        "time",
        "day",
        "product",
        "amount",
        "next step",
        "reason",
        "place",
        "order number",
        "what happened",
        "extension",
    }
)
"""What a template may leave for the agent to fill."""
CLAUSE_SLOTS: Final = frozenset({"reason", "what happened"})
"""Slots that a whole clause fills."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A wording, why it is worth changing, and the words that may stand there instead.

    `behaviour` is what the change takes away (if it costs) or adds (if it earns); `claims` what
    the replacement shows besides. `sie` and `du` are filled together, or `neutral` alone.
    """

    id: str
    behaviour: str
    match: tuple[str, ...]
    action: Action
    reason: Bilingual
    fires: tuple[str, ...]
    silent: tuple[str, ...]
    scope: Scope = "match"
    sie: tuple[str, ...] = ()
    du: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    claims: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern stands in a text (code points); with sentence scope, the whole sentence."""

    pattern: Pattern
    start: int
    end: int
    text: str


def templates(pattern: Pattern, address: Address) -> tuple[str, ...]:
    """Return the replacements that fit a form of address; those that name nobody always fit."""
    own = {"sie": pattern.sie, "du": pattern.du, "neutral": ()}[address]
    return own + pattern.neutral

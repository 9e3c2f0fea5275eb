"""What the phrasebook holds, and what it finds."""

from __future__ import annotations

import re
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
    the replacement shows besides. `sie` and `du` are filled together, or `neutral` alone. A match
    that shares a word with one of `unless` does not count.
    """

    id: str
    behaviour: str
    match: tuple[str, ...]
    action: Action
    reason: Bilingual
    fires: tuple[str, ...]
    silent: tuple[str, ...]
    unless: tuple[str, ...] = ()
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


_ALWAYS_CAPITAL: Final = re.compile(r"(?:Sie|Ihnen|Ihr(?:e[mnrs]?|erseits)?|I)\b")
_GOES_ON: Final = frozenset(",;–—-(„“\"'’")
"""Marks after which a sentence goes on; a greeting's comma among them."""


def templates(pattern: Pattern, address: Address) -> tuple[str, ...]:
    """Return the replacements that fit a form of address; those that name nobody always fit."""
    own = {"sie": pattern.sie, "du": pattern.du, "neutral": ()}[address]
    return own + pattern.neutral


def fit(template: str, replaced: str, *, before: str = "") -> str:
    """Let a template begin in the case its place asks for; no template begins with a noun.

    It follows what it replaces; where that is always capital, it follows the text before.
    """
    if _begins_capital(replaced, before.rstrip()):
        return template[:1].upper() + template[1:]
    return template if _ALWAYS_CAPITAL.match(template) else template[:1].lower() + template[1:]


def _begins_capital(replaced: str, before: str) -> bool:
    if _ALWAYS_CAPITAL.match(replaced):
        return not before or not (before[-1].isalnum() or before[-1] in _GOES_ON)
    return replaced[:1].isupper()

"""What redaction finds, and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from coach.text.mapped import Mapped

Kind = Literal[
    "name",
    "email",
    "phone",
    "iban",
    "card",
    "number",
    "address",
    "url",
    "birthdate",
    "plate",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Found:
    """A place that may have to go; where two overlap, the higher score wins, then the longer.

    Without a kind it is a shield: a price, a date, an article number that nobody needs to hide.
    """

    kind: Kind | None
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Entity:
    """Something personal, where it stood in the text as received, and what stands there now.

    The same words of the same kind share a placeholder.
    """

    kind: Kind
    start: int
    end: int
    text: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without what is personal in it; `mapped` remembers where everything stood."""

    mapped: Mapped
    entities: tuple[Entity, ...]

    @property
    def text(self) -> str:
        """Return the redacted text."""
        return self.mapped.text

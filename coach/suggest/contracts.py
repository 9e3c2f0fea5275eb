"""What goes round between sources, proof and reader: drafts, candidates, suggestions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from coach.text.mapped import Edit, Mapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from coach.contracts import Assessment, BehaviourMark, Dimension, Language, Request
    from coach.house import House
    from coach.rubric import Bilingual, Rubric
    from coach.suggest.layout import Layout

Kind = Literal["replace", "insert", "remove", "reorder"]
Form = Literal["sie", "du", "neutral"]


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Put `text` where the reply as received runs from `start` to `end` (code points)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words beside which a suggestion is shown; never empty."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change that was tried and found to help.

    `reason` says in one phrase what it does for this customer. `gain` holds the measured change of
    each dimension in points; with `once_filled` it was measured with neutral words in the slots.
    """

    id: str
    kind: Kind
    edits: tuple[TextEdit, ...]
    anchor: Anchor
    behaviour: str
    reason: Bilingual
    source: str
    words_added: int
    gain: Mapping[Dimension, float]
    once_filled: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """An assessment with what goes well in it and what could still be done."""

    id: str | None
    assessment: Assessment
    suggestions: tuple[Suggestion, ...]
    praise: tuple[BehaviourMark, ...]
    at_bar: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change nobody has tried yet.

    `claims` are the dimensions it may raise, the one it is meant for first. `promise` is how much
    a source expects of it, 0 to 1; the most promising are tried. `fit` is how well it speaks of
    this very matter, 0 to 1; it counts when what is proven is ranked.
    """

    kind: Kind
    edits: tuple[TextEdit, ...]
    anchor: tuple[int, int]
    behaviour: str
    claims: tuple[Dimension, ...]
    source: str
    promise: float
    reason: Bilingual | None = None
    fit: float = 1.0


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a source may look at.

    `own` maps the agent's own words, without quotes and signature, to the reply as received.
    `goals` are the dimensions that are called for and not given, the most wanted first. `form` is
    the form of address that new words take. `embedding` is that of
    the customer's message, or of the reply where there is none.
    """

    request: Request
    assessment: Assessment
    own: Mapped
    language: Language
    layout: Layout
    form: Form
    goals: tuple[Dimension, ...]
    muted: frozenset[str]
    quiet: bool
    house: House
    rubric: Rubric
    embedding: NDArray[np.float32]

    @property
    def text(self) -> str:
        """The reply as received."""
        return self.request.reply

    @property
    def need(self) -> int:
        """How much the situation calls for empathy."""
        return self.assessment.need.level if self.assessment.need else 0

    def shows(self, behaviour: str) -> bool:
        """Tell whether a behaviour is marked somewhere in the reply."""
        return any(mark.id == behaviour for mark in self.assessment.behaviours)


class CandidateSource(Protocol):
    """Anything that proposes changes to a draft."""

    def candidates(self, draft: Draft) -> Iterable[Candidate]:
        """Propose changes; each is checked and tried before anybody sees it."""
        ...


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Return the text with all edits done; raises ValueError where two overlap."""
    return Mapped.replace(text, [Edit(edit.start, edit.end, edit.text) for edit in edits]).text


def suggestion_id(request: Request, edits: Sequence[TextEdit]) -> str:
    """Return blake2b of request (its own id apart) and edits, in hex."""
    parts = [asdict(replace(request, id=None)), [asdict(edit) for edit in edits]]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.blake2b(text.encode("ascii"), digest_size=16).hexdigest()

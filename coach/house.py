"""House rules: what this team promises, avoids and may offer.

Everything has a default; a house without a file works. People edit `house.toml`, which
`coach.house_file` reads and checks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from coach.contracts import DIMENSIONS
from coach.house_file import HouseFile, LocalText, read_house_file
from coach.house_text import HouseText, HouseTextMatch, find_house_texts
from coach.rubric import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coach.contracts import Dimension

__all__ = ["Avoid", "House", "HouseText", "HouseTextMatch", "MayPromise", "Promise", "load_house"]

Address = Literal["sie", "du", "either"]
English = Literal["us", "gb"]

BAR_LEVELS: Final = {"good": 2, "strong": 3}


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of the vision, what it means for the agent, and the behaviours that keep it."""

    text: Bilingual
    for_me: Bilingual
    behaviours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Avoid:
    """A phrase this house avoids, what to say instead, and why."""

    phrase: str
    instead: tuple[str, ...]
    why: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class MayPromise:
    """What an agent may promise without asking; None where the house sets no limit."""

    deadline_days: int | None = None
    goodwill_limit: float | None = None
    currency: str = "EUR"


def _equal_weights() -> Mapping[Dimension, float]:
    return MappingProxyType(dict.fromkeys(DIMENSIONS, 1.0))


@dataclass(frozen=True, slots=True)
class House:
    """The rules of one house.

    Attributes:
        bar: the level from which a dimension is good enough for praise and silence.
        critical: behaviours that may cap `overall`.
        sign_off: how agents end a mail, with `{name}` for their own name.

    """

    name: str = ""
    address: Address = "either"
    english: English = "gb"
    sign_off: Bilingual | None = None
    bar: int = BAR_LEVELS["good"]
    critical: frozenset[str] = frozenset({"blame", "dismissal"})
    weights: Mapping[Dimension, float] = field(default_factory=_equal_weights)
    vision: tuple[Promise, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    texts: tuple[HouseText, ...] = ()
    may_promise: MayPromise = MayPromise()

    def house_texts(self, text: str) -> tuple[HouseTextMatch, ...]:
        """Return where macros and required passages of this house stand in a text."""
        return find_house_texts(text, self.texts)

    def house_text_spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the same places as plain spans."""
        return tuple((match.start, match.end) for match in self.house_texts(text))


def load_house(path: Path | None = None) -> House:
    """Return the rules in a file, or the defaults where there is none.

    Raises:
        HouseError: the file cannot be read or breaks a rule.
    """
    return House() if path is None else _house(read_house_file(path))


def _house(file: HouseFile) -> House:
    return House(
        name=file.name,
        address=file.address,
        english=file.english,
        sign_off=_bilingual(file.sign_off) if file.sign_off else None,
        bar=BAR_LEVELS[file.bar],
        critical=frozenset(file.critical),
        weights=MappingProxyType({name: getattr(file.weights, name) for name in DIMENSIONS}),
        vision=tuple(
            Promise(_bilingual(part.text), _bilingual(part.for_me), part.behaviours)
            for part in file.vision.promises
        ),
        avoid=tuple(
            Avoid(part.phrase, part.instead, _bilingual(part.why) if part.why else None)
            for part in file.avoid
        ),
        texts=tuple(HouseText(part.name, part.text, part.kind) for part in file.house_text),
        may_promise=MayPromise(
            file.may_promise.deadline_days,
            file.may_promise.goodwill_limit,
            file.may_promise.currency,
        ),
    )


def _bilingual(text: LocalText) -> Bilingual:
    """Let the language a house did not write in borrow the other."""
    return Bilingual(de=text.de or text.en, en=text.en or text.de)

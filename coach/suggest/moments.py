"""Moments of a talk: what the customer said or the reply does, for a sentence to be tied to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from coach.exemplars import Exemplar
from coach.rubric import BEHAVIOUR_IDS
from coach.suggest.cues import any_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from coach.exemplars import Position

Of = Literal["customer", "reply", "refusing", "asking", "confirming", "answered", "stated"]
AT_START: Final = frozenset({"feeling", "understanding", "ownership", "appreciation"})
"""What answers the customer's message, and so stands before everything else."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that shows in the customer's words or in the reply, and what can be said to it.

    `of` tells whose words `cues` are held against; without cues the reply's layout decides.
    `fires` and `silent` are texts that must and must not show it.
    """

    id: str
    of: Of
    cues: re.Pattern[str] | None
    fires: tuple[str, ...]
    silent: tuple[str, ...]
    exemplars: tuple[Exemplar, ...]

    def shows_in(self, text: str) -> bool:
        """Tell whether a text shows the moment by its words."""
        return self.cues is not None and bool(self.cues.search(text))


@cache
def load_moments() -> tuple[Moment, ...]:
    """Read the moments, in the order in which their sentences are preferred."""
    path = files("coach.suggest").joinpath("moments.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_moment(name, entry) for name, entry in table.items())


@cache
def moment_names() -> frozenset[str]:
    """Return the names that sentences of a moment carry in place of a situation."""
    return frozenset(moment.id for moment in load_moments())


def _moment(name: str, entry: dict[str, Any]) -> Moment:
    return Moment(
        id=name,
        of=entry["of"],
        cues=any_of(f"{entry['de']}, {entry['en']}") if "de" in entry else None,
        fires=tuple(entry.get("fires", ())),
        silent=tuple(entry.get("silent", ())),
        exemplars=tuple(_exemplars(name, entry)),
    )


def _exemplars(name: str, entry: dict[str, Any]) -> Iterator[Exemplar]:
    for behaviour in BEHAVIOUR_IDS:
        for form, texts in entry.get(behaviour, {}).items():
            position: Position = "start" if behaviour in AT_START else "end"
            for number, text in enumerate(texts, 1):
                yield Exemplar(
                    id=f"{name}-{behaviour}-{form}-{number}",
                    situation=name,
                    language="en" if form == "en" else "de",
                    address="neutral" if form == "en" else form,
                    behaviour=behaviour,
                    position=position,
                    text=text,
                )

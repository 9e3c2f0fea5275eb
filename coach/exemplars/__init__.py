"""The exemplar bank: our own sentences by behaviour, situation, language and form of address."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from coach.contracts import Language

Address = Literal["sie", "du", "neutral"]
Position = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One sentence an agent may take; `{slots}` stay for the agent to fill."""

    id: str
    situation: str
    language: Language
    address: Address
    behaviour: str
    position: Position
    text: str


@cache
def load_exemplars() -> tuple[Exemplar, ...]:
    """Read the bank, by situation."""
    bank = []
    for file in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            situation = file.name.removesuffix(".toml")
            bank += [Exemplar(situation=situation, **entry) for entry in table["exemplar"]]
    return tuple(bank)

"""Which further columns of an export are kept, and as what.

Numbers a house measures by are outcomes. Of the rest, a column is kept as a segment when it was
asked for by name, or when it looks like a category: its name does not speak of a person, and it has
few values beside the number of conversations. Every value is redacted. What is left out is listed.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.transcripts.contracts import Value

MOST_VALUES: Final = 50
"""A column with more different values is no category unless somebody names it."""
VALUE_LENGTH: Final = 80
"""Longer values are cut: a category is short."""

_WORDS = re.compile(r"[a-z0-9äöüß]+")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """Lists by which columns are told apart."""

    outcomes: frozenset[str]
    personal: frozenset[str]
    answers: Mapping[str, float]


@cache
def load_rules() -> ColumnRules:
    """Read the lists, once."""
    source = files("coach.audit").joinpath("columns.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    return ColumnRules(
        outcomes=frozenset(table["outcomes"]),
        personal=frozenset(table["personal"]),
        answers={word: float(value) for value, words in table["answers"].items() for word in words},
    )


def is_outcome(name: str, asked: Iterable[str]) -> bool:
    """Tell whether a column is an outcome, by wish or because its name is a usual one."""
    return name in set(asked) or name.lower() in load_rules().outcomes


def is_personal(name: str) -> bool:
    """Tell whether a column's name says that it holds people rather than categories."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    return not load_rules().personal.isdisjoint(_WORDS.findall(split))


def as_number(value: Value) -> float | None:
    """Read an outcome: a number, or a word such as "good" or "ja"; None where it is neither."""
    if value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    plain = value.strip().lower()
    if _NUMBER.fullmatch(plain):
        return float(plain.replace(",", "."))
    return load_rules().answers.get(plain)


@dataclass(slots=True)
class Spread:
    """How a column's values spread, counted up to the limit only; memory stays flat."""

    filled: int = 0
    values: set[str] | None = None

    def see(self, value: str) -> None:
        """Count one value."""
        self.filled += 1
        if self.values is None:
            self.values = set()
        if len(self.values) <= MOST_VALUES:
            self.values.add(value)

    @property
    def is_category(self) -> bool:
        """Tell whether the values repeat the way those of a category do."""
        count = len(self.values or ())
        return count <= MOST_VALUES and 2 * count <= max(self.filled, 4)


def why_left_out(name: str, spread: Spread) -> str | None:
    """Return why a column that nobody named is not kept, or None where it is."""
    if is_personal(name):
        return "personal"
    return None if spread.is_category else "values"

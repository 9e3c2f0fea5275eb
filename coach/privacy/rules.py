"""Patterns for what has a form: numbers, addresses, dates of birth, plates. All of it is data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from coach.privacy.entity import KINDS, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.privacy.entity import Kind

FILES: Final = ("numbers.toml", "addresses.toml", "others.toml", "social.toml")
SHIELD: Final = "shield"
_PART = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern; its group `it` is what is found, and needs at least `digits` digits.

    `fires` are sentences with what must be found in them, `silent` sentences it must leave alone.
    """

    id: str
    kind: Kind | None
    score: float
    pattern: re.Pattern[str]
    digits: int
    fires: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]

    def find(self, text: str) -> Iterator[Found]:
        """Return what the pattern finds."""
        for match in self.pattern.finditer(text):
            if sum(character.isdigit() for character in match["it"]) >= self.digits:
                yield Found(self.kind, *match.span("it"), self.score)


def find_by_rules(text: str) -> Iterator[Found]:
    """Return what any rule finds, shields among them."""
    for rule in load_rules():
        yield from rule.find(text)


@cache
def load_rules() -> tuple[Rule, ...]:
    """Read all rules, once.

    Raises:
        ValueError: a rule is incomplete; the message names it.
    """
    return tuple(rule for name in FILES for rule in _read(name))


def _read(name: str) -> Iterator[Rule]:
    source = files("coach.privacy").joinpath(name).read_text(encoding="utf-8")
    table = tomllib.loads(source)
    parts: dict[str, str] = {}
    for key, part in table.get("parts", {}).items():
        parts[key] = _fill(part, parts)
    for entry in table["rule"]:
        try:
            yield _rule(entry, parts)
        except (KeyError, re.error) as error:
            message = f"{name}, rule {entry.get('id')!r}: {error}. Complete it."
            raise ValueError(message) from error


def _rule(entry: dict[str, Any], parts: dict[str, str]) -> Rule:
    kind = entry["kind"]
    if kind not in {*KINDS, SHIELD}:
        raise KeyError(f"kind = {kind!r} is none of {', '.join(KINDS)}, {SHIELD}")
    return Rule(
        id=entry["id"],
        kind=None if kind == SHIELD else kind,
        score=entry["score"],
        pattern=re.compile(_fill(entry["pattern"], parts)),
        digits=entry.get("digits", 0),
        fires=tuple((sentence, found) for sentence, found in entry["fires"]),
        silent=tuple(entry["silent"]),
    )


def _fill(pattern: str, parts: dict[str, str]) -> str:
    """Put the parts in where a pattern names them as {{part}}."""
    return _PART.sub(lambda match: f"(?:{parts[match[1]]})", pattern)

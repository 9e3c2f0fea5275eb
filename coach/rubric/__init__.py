"""The rubric as data: one place for what is scored and the words that say it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from coach.errors import CoachError
from coach.rubric.model import (
    Behaviour,
    Bilingual,
    Dimension,
    Level,
    NeedLevel,
    Rubric,
    Source,
    VerdictWords,
)

__all__ = [
    "BEHAVIOUR_IDS",
    "NEGATIVE_IDS",
    "POSITIVE_IDS",
    "Behaviour",
    "Bilingual",
    "Dimension",
    "Level",
    "NeedLevel",
    "Rubric",
    "Source",
    "VerdictWords",
    "load_rubric",
]

POSITIVE_IDS: Final = (
    "feeling",
    "understanding",
    "exploring",
    "ownership",
    "welcome",
    "appreciation",
    "anticipation",
    "choice",
    "invitation",
    "concrete",
    "own_voice",
    "candor",
)
NEGATIVE_IDS: Final = (
    "dismissal",
    "blame",
    "command",
    "policy_wall",
    "brush_off",
    "cliche",
    "jargon",
    "empty_promise",
    "overdone",
    "bribe",
)
BEHAVIOUR_IDS: Final = POSITIVE_IDS + NEGATIVE_IDS
"""Canonical order of the behaviours; the network's outputs stand in the same order."""

Entry = dict[str, Any]
T = TypeVar("T")


@cache
def load_rubric() -> Rubric:
    """Read the rubric that ships with the program."""
    words = _table("rubric.toml")
    sources = {entry["id"]: _source(entry) for entry in _table("sources.toml")["source"]}
    entries = [*_table("earns.toml")["behaviour"], *_table("costs.toml")["behaviour"]]
    behaviours = tuple(_behaviour(entry, sources) for entry in entries)
    if tuple(behaviour.id for behaviour in behaviours) != BEHAVIOUR_IDS:
        raise CoachError(
            "The behaviours in earns.toml and costs.toml differ from BEHAVIOUR_IDS, whose order "
            "the weights rely on; list each of them once, in that order."
        )
    return Rubric(
        version=words["version"],
        dimensions=tuple(_build(Dimension, entry) for entry in words["dimension"]),
        levels=tuple(_build(Level, entry) for entry in words["level"]),
        needs=tuple(_build(NeedLevel, entry) for entry in words["need"]),
        verdicts=tuple(_build(VerdictWords, entry) for entry in words["verdict"]),
        behaviours=behaviours,
    )


def _table(name: str) -> Entry:
    return tomllib.loads(files("coach.rubric").joinpath(name).read_text(encoding="utf-8"))


def _build(kind: type[T], entry: Entry) -> T:
    return kind(**_bilingual(entry))


def _source(entry: Entry) -> Source:
    return Source(**_bilingual(entry))


def _behaviour(entry: Entry, sources: dict[str, Source]) -> Behaviour:
    return Behaviour(**_bilingual(entry) | {"source": sources[entry["source"]]})


def _bilingual(entry: Entry) -> Entry:
    return {
        key: Bilingual(**value) if isinstance(value, dict) else value
        for key, value in entry.items()
    }

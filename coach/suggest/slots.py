"""Slots: what an agent still has to fill, and the neutral words that stand there while scoring."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from coach.text.masks import neutralise

if TYPE_CHECKING:
    from coach.contracts import Language

Fillers = dict[str, dict[str, dict[str, str]]]

_SLOT = re.compile(r"\{([^{}]+)\}")
_CLAUSE = re.compile(r":\s+$")
_THAT = re.compile(r"\b(?:dass|that) $", re.IGNORECASE)


def has_slot(text: str) -> bool:
    """Tell whether a template leaves something to fill in."""
    return bool(slots_in(text))


def slots_in(text: str) -> frozenset[str]:
    """Return the names of the slots in a template, whatever language it calls them in."""
    return frozenset(name for match in _SLOT.finditer(text) if (name := _name(match[1])))


def in_language(text: str, language: Language) -> str:
    """Return a template with its slots called as the language does: {was passiert ist}."""
    return _SLOT.sub(lambda match: f"{{{_label(match[1], language)}}}", text)


def fill(text: str, language: Language) -> str:
    """Return the text with neutral words in every slot, ours first, then the agent's own."""
    ours = _SLOT.sub(lambda match: _filler(match, text, language), text)
    return neutralise(ours, language).text


def _filler(match: re.Match[str], text: str, language: Language) -> str:
    words = _fillers().get(_name(match[1]) or "", {}).get(language)
    if words is None:
        return match[0]
    before = text[: match.start()]
    if _CLAUSE.search(before) and "clause" in words:
        return words["clause"]
    if _THAT.search(before):
        return words.get("that") or words.get("clause") or words["word"]
    return words["word"]


def _name(slot: str) -> str | None:
    """Return the name of a slot that is ours."""
    return slot if slot in _fillers() else _names().get(slot)


def _label(slot: str, language: Language) -> str:
    return _fillers().get(slot, {}).get("label", {}).get(language, slot)


@cache
def _names() -> dict[str, str]:
    return {
        label: name
        for name, entry in _fillers().items()
        for label in entry.get("label", {}).values()
    }


@cache
def _fillers() -> Fillers:
    path = files("coach.suggest").joinpath("slots.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

"""What is never shown to a group: grief and hardship, and whatever could tell who somebody is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from coach.privacy.names import load_lexicon
from coach.text.masks import find_masks

HIDDEN: Final = "[…]"
"""What stands for a hidden place that is no name."""
MOST_MASKS: Final = 1
"""One hidden name is fine; a text full of gaps was full of what is personal."""

_IDENTIFYING = re.compile(
    r"\d{3,}|\d[\d ./-]{5,}\d|https?://|www\.|\w@\w|(?<!\w)[@#]\w|(?<![A-Za-z])[A-Z]{1,3}\d{2,}|"
    r"\b[A-Z0-9]{6,}\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_WORD_BREAK = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class Safety:
    """Beginnings of words, situations and behaviours that keep a text out of a kit."""

    beginnings: tuple[str, ...]
    situations: frozenset[str]
    behaviours: frozenset[str]


def may_be_shown(text: str) -> bool:
    """Tell whether a redacted text may be read out before a group."""
    return not (is_painful(text) or is_identifying(text))


def is_painful(text: str) -> bool:
    """Tell whether a text speaks of grief, illness, violence or the like, or swears."""
    plain = f" {_WORD_BREAK.sub(' ', text.casefold())} "
    return any(f" {beginning}" in plain for beginning in load_safety().beginnings)


def is_identifying(text: str) -> bool:
    """Tell whether a text still holds numbers, handles or links, or too many hidden places."""
    masks = find_masks(text)
    kept = text
    for mask in reversed(masks):
        kept = f"{kept[: mask.start]} {kept[mask.end :]}"
    hidden = len(masks) + text.count(HIDDEN)
    return hidden > MOST_MASKS or _IDENTIFYING.search(kept) is not None or _names_somebody(kept)


def _names_somebody(text: str) -> bool:
    """Tell whether a capitalised word is a first name for certain."""
    known = load_lexicon().sure
    return any(word[0].isupper() and word.lower() in known for word in _WORD.findall(text))


@cache
def load_safety() -> Safety:
    """Read the list, once."""
    table = tomllib.loads(files("coach.huddle").joinpath("safety.toml").read_text(encoding="utf-8"))
    words = table["words"]
    beginnings = " ".join((words["de"], words["en"])).casefold().split()
    return Safety(
        beginnings=tuple(word.replace("_", " ") for word in beginnings),
        situations=frozenset(words["situations"]),
        behaviours=frozenset(words["behaviours"]),
    )

"""Word lists that show something: beginnings with a star, several words parted by a blank."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def load_cues(name: str) -> dict[str, re.Pattern[str]]:
    """Read a file of cues; both languages of an entry count together."""
    path = files("coach.suggest").joinpath(name)
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: _any_of(f"{cues['de']}, {cues['en']}") for key, cues in table.items()}


def _any_of(cues: str) -> re.Pattern[str]:
    parts = []
    for cue in " ".join(cues.split()).split(", "):
        words = r"\W+".join(_word(word) for word in cue.split())
        parts.append(words + ("" if cue.endswith("*") else r"(?!\w)"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", re.IGNORECASE)


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")

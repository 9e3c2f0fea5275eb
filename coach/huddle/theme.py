"""The colours of everything that is printed or projected."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by name, as #rrggbb."""

    colours: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.colours[name]

    def rgb(self, name: str) -> str:
        """Return a colour as RRGGBB."""
        return self.colours[name].removeprefix("#").upper()


@cache
def load_theme() -> Theme:
    """Read the colours, once."""
    path = files("coach.huddle").joinpath("theme.toml")
    return Theme(tomllib.loads(path.read_text(encoding="utf-8")))

"""Every sentence of the pages, one TOML file a language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.contracts import Language


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language, found by dotted keys."""

    table: dict[str, Any]

    def text(self, key: str, /, **values: object) -> str:
        """Return one sentence with its values filled in.

        Raises:
            KeyError: no sentence has this key; add it to both message files.
        """
        entry: Any = self.table
        for part in key.split("."):
            entry = entry[part]
        return str(entry).format(**values) if values else str(entry)

    @property
    def script(self) -> dict[str, str]:
        """The sentences the browser script says by itself."""
        script: dict[str, str] = self.table["script"]
        return script


@cache
def load_catalogue(language: Language) -> Catalogue:
    """Read the sentences of one language."""
    path = files("api.pages").joinpath(f"messages.{language}.toml")
    return Catalogue(tomllib.loads(path.read_text(encoding="utf-8")))

"""Every sentence of the pages: `messages.{language}.toml`, and one file an area beside it.

`messages/{area}.{language}.toml` holds the sentences of one area; its keys begin with the area's
name.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

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
    folder = files("api.pages")
    table = tomllib.loads(_read(folder.joinpath(f"messages.{language}.toml")))
    for path in folder.joinpath("messages").iterdir():
        area, _, rest = path.name.partition(".")
        if rest == f"{language}.toml":
            table[area] = tomllib.loads(_read(path))
    return Catalogue(table)


def _read(path: Traversable) -> str:
    return path.read_text(encoding="utf-8")

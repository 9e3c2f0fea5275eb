"""Sentences people read, in German and English, kept in TOML files apart from the code."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.contracts import LANGUAGES, Language

if TYPE_CHECKING:
    from pathlib import Path

_NUMBERED: Final = re.compile(r"\{(?P<name>\w+)\?(?P<one>[^{}|]*)\|(?P<many>[^{}|]*)\}")


@dataclass(frozen=True, slots=True)
class Messages:
    """A table of sentences by key and language."""

    table: Mapping[str, Mapping[str, str]]

    def text(self, key: str, language: Language, /, **values: object) -> str:
        """Return one sentence with its values filled in; `{n?reply|replies}` follows a number."""
        sentence = self.table[key][language]
        return _NUMBERED.sub(lambda found: _form(found, values), sentence).format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self.table


def _form(found: re.Match[str], values: Mapping[str, object]) -> str:
    """Return the word for one or the word for any other number."""
    return found["one"] if str(values[found["name"]]) == "1" else found["many"]


def load_messages(path: Path) -> Messages:
    """Read a table of sentences.

    Raises:
        ValueError: a sentence is missing in one of the languages.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, entry in table.items():
        missing = [language for language in LANGUAGES if not entry.get(language)]
        if missing:
            message = f"{path.name}: {key!r} has no sentence in {', '.join(missing)}. Add it."
            raise ValueError(message)
    return Messages(table)


def system_language() -> Language:
    """Return German where the environment asks for it, English otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "de" if value.lower().startswith("de") else "en"
    return "en"

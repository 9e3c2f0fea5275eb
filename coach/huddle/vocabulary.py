"""The words around the texts of a kit, in its language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.messages import load_messages
from coach.rubric import load_rubric

if TYPE_CHECKING:
    from coach.contracts import Dimension, Language
    from coach.messages import Messages


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sentences of `words.toml` and names of the rubric, in one language."""

    language: Language

    def text(self, key: str, /, **values: object) -> str:
        """Return a sentence with its values filled in."""
        return _messages().text(key, self.language, **values)

    def behaviour(self, id: str) -> str:
        """Return the name of a behaviour, as it stands inside a sentence."""
        return load_rubric().behaviour(id).name.text(self.language)

    def dimension(self, id: Dimension) -> str:
        """Return the name of a dimension, as it stands inside a sentence."""
        name = load_rubric().dimension(id).name.text(self.language)
        return name if self.language == "de" else name.lower()


@cache
def _messages() -> Messages:
    return load_messages(Path(__file__).with_name("words.toml"))

"""Errors that are said in both languages: one class, a table of sentences for each part."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from coach.errors import CoachError
from coach.messages import load_messages

if TYPE_CHECKING:
    from pathlib import Path

    from coach.contracts import Language
    from coach.messages import Messages


class SaidError(CoachError):
    """An error whose sentence stands in a table; `text` says why it came and what to do.

    A subclass names its table in `sentences`; `code` is the key of the sentence there.
    """

    sentences: ClassVar[Path]

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Return the sentence people read; an error among its values is said in that language."""
        values = {
            key: value.text(language) if isinstance(value, CoachError) else value
            for key, value in self.values.items()
        }
        return table_of(self.sentences).text(self.code, language, **values)


@cache
def table_of(path: Path) -> Messages:
    """Read a table of sentences, once."""
    return load_messages(path)

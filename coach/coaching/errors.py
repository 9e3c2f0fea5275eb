"""What can go wrong with a sheet, in the reader's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.messages import load_messages, system_language

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.messages import Messages


class CoachingError(CoachError):
    """A sheet that cannot be made or may not be seen; `reason` is the key of its sentence."""

    code = "coaching"

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(self.text(system_language()))

    def text(self, language: Language) -> str:
        """Return the sentence in a language."""
        return words().text(self.reason, language, **self.values)


@cache
def words() -> Messages:
    """Return the sentences of coaching."""
    return load_messages(Path(__file__).with_name("coaching.toml"))

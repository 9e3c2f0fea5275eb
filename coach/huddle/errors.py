"""What can go wrong on purpose when a kit is made, read or printed, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.messages import load_messages

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.messages import Messages


class HuddleError(CoachError):
    """A kit that cannot be made, read or printed; `text` says why and what to do."""

    code = "invalid-huddle"

    def __init__(self, problem: str, **values: object) -> None:
        self.problem = problem
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Return the sentence people read."""
        return _messages().text(self.problem, language, **self.values)


@cache
def _messages() -> Messages:
    return load_messages(Path(__file__).with_name("errors.toml"))

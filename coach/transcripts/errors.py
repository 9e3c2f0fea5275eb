"""What can be wrong with an export, said in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.messages import load_messages

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.messages import Messages


class TranscriptError(CoachError):
    """A file that cannot be read at all; `text` says why and what to do, in either language."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Return the sentence people read."""
        return _messages().text(self.code, language, **self.values)


class BrokenRecordError(Exception):
    """One record cannot be read; `reason` is a key of the table of sentences."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_text(reason: str, language: Language) -> str:
    """Say in a sentence why a record was rejected."""
    return _messages().text(f"rejected-{reason}", language)


@cache
def _messages() -> Messages:
    return load_messages(Path(__file__).with_name("messages.toml"))

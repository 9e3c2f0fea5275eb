"""What can be wrong with an export, said in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.said import SaidError, table_of

if TYPE_CHECKING:
    from coach.contracts import Language


class TranscriptError(SaidError):
    """A file that cannot be read at all."""

    sentences = Path(__file__).with_name("messages.toml")


class BrokenRecordError(Exception):
    """One record cannot be read; `reason` is a key of the table of sentences."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_text(reason: str, language: Language) -> str:
    """Say in a sentence why a record was rejected."""
    return table_of(TranscriptError.sentences).text(f"rejected-{reason}", language)

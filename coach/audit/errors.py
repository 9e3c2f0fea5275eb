"""What can end an audit on purpose, said in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.messages import load_messages

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.messages import Messages


class AuditError(CoachError):
    """An audit that cannot run, go on or be read; `text` says why and what to do."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Return the sentence people read."""
        return _messages().text(self.code, language, **self.values)


class AuditCancelledError(AuditError):
    """Somebody stopped it; what is finished stays, and the same command goes on."""

    def __init__(self) -> None:
        super().__init__("cancelled")


@cache
def _messages() -> Messages:
    return load_messages(Path(__file__).with_name("messages.toml"))

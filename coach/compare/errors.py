"""Why two audits cannot be compared, said in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.messages import load_messages

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.messages import Messages


class CompareError(CoachError):
    """Two audits that cannot be compared; `text` says why and what to do."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Return the sentence people read."""
        return _messages().text(self.code, language, **self.values)


@cache
def _messages() -> Messages:
    return load_messages(Path(__file__).with_name("errors.toml"))

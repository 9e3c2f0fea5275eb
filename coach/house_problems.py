"""What is wrong with a `house.toml`, place by place, in words its author understands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from coach.contracts import LANGUAGES
from coach.faults import say_fault
from coach.said import SaidError, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

    from coach.contracts import Language

SENTENCES: Final = Path(__file__).with_suffix(".toml")


class HouseError(SaidError):
    """A house.toml that cannot be read or breaks a rule; `text` says where and what to do."""

    sentences: ClassVar[Path] = SENTENCES


class HouseRulesError(HouseError):
    """A house.toml that breaks rules; its message names each place."""

    def __init__(self, path: Path | str, details: Sequence[ErrorDetails]) -> None:
        self._problems: Mapping[Language, str] = {
            language: "\n".join(
                f"  {say_fault(detail, language, own=table_of(SENTENCES))}" for detail in details
            )
            for language in LANGUAGES
        }
        super().__init__("rules", path=path)

    def text(self, language: Language) -> str:
        """Return every place and its rule, a line each."""
        return f"{super().text(language)}\n{self._problems[language]}"

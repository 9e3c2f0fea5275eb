"""What is wrong with a `house.toml`, place by place, in words its author understands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from coach.contracts import LANGUAGES
from coach.said import SaidError, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

    from coach.contracts import Language

SENTENCES: Final = Path(__file__).with_suffix(".toml")
_SHOWN: Final = 60
"""How many characters of a wrong value are repeated."""


class HouseError(SaidError):
    """A house.toml that cannot be read or breaks a rule; `text` says where and what to do."""

    sentences: ClassVar[Path] = SENTENCES


class HouseRulesError(HouseError):
    """A house.toml that breaks rules; its message names each place."""

    def __init__(self, path: Path | str, details: Sequence[ErrorDetails]) -> None:
        self._problems: Mapping[Language, str] = {
            language: "\n".join(f"  {_problem(detail, language)}" for detail in details)
            for language in LANGUAGES
        }
        super().__init__("rules", path=path)

    def text(self, language: Language) -> str:
        """Return every place and its rule, a line each."""
        return f"{super().text(language)}\n{self._problems[language]}"


def _problem(detail: ErrorDetails, language: Language) -> str:
    sentences = table_of(SENTENCES)
    kind = detail["type"] if detail["type"] in sentences else "other"
    values = {**detail.get("ctx", {}), "pydantic": detail["msg"]}
    if "expected" in values:
        values["expected"] = values["expected"].replace(" or ", ", ")
    key, value = _key(detail["loc"]), detail["input"]
    shown = f" = {_short(value)}" if isinstance(value, str | int | float) else ""
    place = key if kind in {"missing", "extra_forbidden"} else key + shown
    return sentences.text(kind, language, place=place, **values)


def _key(parts: Sequence[int | str]) -> str:
    """Write a place as the author sees it: avoid[2].instead (counted from 1)."""
    words = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts]
    return "".join(words).lstrip(".") or "house.toml"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."

"""What is wrong with one value that people wrote, in words for them rather than for programmers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.said import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from coach.contracts import Language
    from coach.messages import Messages

_GENERAL: Final = Path(__file__).with_suffix(".toml")
_SHOWN: Final = 60
"""How many characters of a wrong value are repeated."""


def say_fault(detail: ErrorDetails, language: Language, *, own: Messages) -> str:
    """Say what pydantic found: the place, the value, the rule, the way out.

    `own` holds the sentences of this kind of file; they come before the general ones. Of values
    that are no single text or number nothing is repeated: whole files may hold secrets.
    """
    general = table_of(_GENERAL)
    kind = detail["type"]
    sentences = own if kind in own else general
    values = {**detail.get("ctx", {}), "pydantic": detail["msg"]}
    if "expected" in values:
        values["expected"] = values["expected"].replace(" or ", ", ")
    place, value = place_of(detail["loc"]), detail["input"]
    if kind not in {"missing", "extra_forbidden"} and isinstance(value, str | int | float):
        place += f" = {_short(value)}"
    return sentences.text(kind if kind in sentences else "other", language, place=place, **values)


def place_of(parts: Sequence[int | str]) -> str:
    """Write a place as the author sees it: avoid[2].instead (counted from 1)."""
    words = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts]
    return "".join(words).lstrip(".")


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."

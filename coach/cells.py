"""Cells of files that people open in a spreadsheet: none of them may become a formula."""

from __future__ import annotations

from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def safe_cell(text: str) -> str:
    """Return a text that every spreadsheet shows as text.

    What begins like a formula, even behind blanks, gets an apostrophe in front (OWASP, *CSV
    Injection*); control characters that no cell can hold are left out.
    """
    plain = text.translate(_CONTROL)
    if plain.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) or plain.startswith(("\t", "\r")):
        return "'" + plain
    return plain

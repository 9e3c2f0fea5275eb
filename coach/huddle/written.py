"""Dates and numbers as people in each language write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from coach.contracts import Language

LOCALES: Final = {"de": "de_DE", "en": "en_GB"}
SMALL: Final = 0.01


def long_date(day: dt.date, language: Language) -> str:
    """Write a date out: 30. November 2026."""
    return format_date(day, format="long", locale=LOCALES[language])


def percent(share: float, language: Language) -> str:
    """Write a share between 0 and 1 as whole per cent; a little stays visible."""
    digits = "#,##0.0" if 0 < abs(share) < SMALL else "#,##0"
    pattern = f"{digits}\u00a0%" if language == "de" else f"{digits}%"
    return format_percent(share, format=pattern, locale=LOCALES[language])


def points(value: float, language: Language) -> str:
    """Write whole points of a score."""
    return format_decimal(value, format="#,##0", locale=LOCALES[language])


def count(value: int, language: Language) -> str:
    """Write a whole number with its groups."""
    return format_decimal(value, locale=LOCALES[language])


def listed(names: Sequence[str], language: Language) -> str:
    """Write names as a list with "and"."""
    return format_list(names, locale=LOCALES[language])

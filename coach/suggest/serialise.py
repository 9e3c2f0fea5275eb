"""Advice as plain data, both languages in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.suggest.contracts import Advice


def advice_to_dict(advice: Advice) -> dict[str, Any]:
    """Return advice as plain data, in the order of its fields."""
    return asdict(advice)


def advice_to_json(advice: Advice) -> str:
    """Return advice as one line of JSON; a lone surrogate in a quote is escaped."""
    return json.dumps(advice_to_dict(advice), ensure_ascii=True)

"""JSON read strictly: one meaning or an error, and no field said twice."""

from __future__ import annotations

import json
from typing import Any

from api.problems import BadJsonError

MAX_DEPTH = 32


def parse(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Parse a request body.

    Raises:
        BadJsonError: not UTF-8, not JSON, too deeply nested, a field twice, NaN, huge numbers.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadJsonError("json-encoding") from None
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_number, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        raise BadJsonError("json-syntax", position=error.pos) from None
    except RecursionError:
        raise BadJsonError("json-nesting") from None
    if not _shallow(value):
        raise BadJsonError("json-nesting")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJsonError("json-duplicate")
    return found


def _number(_literal: str) -> float:
    raise BadJsonError("json-number")


def _integer(literal: str) -> int:
    """Read an integer; thousands of digits are no number anybody means."""
    if len(literal) > 40:
        raise BadJsonError("json-number")
    return int(literal)


def _shallow(value: object) -> bool:
    """Tell whether nothing lies deeper than `MAX_DEPTH` levels; walks without recursion."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH + 1):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below:
            return True
        level = below
    return False

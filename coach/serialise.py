"""Requests and assessments as JSON records, the same for files and for the command line."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from coach.contracts import CHANNELS, LANGUAGES, PHASES, Message, Request
from coach.errors import InputError
from coach.said import SaidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.contracts import Assessment

_ALLOWED: dict[str, tuple[str, ...]] = {
    "phase": PHASES,
    "channel": CHANNELS,
    "language": LANGUAGES,
    "masks": ("flag", "neutral"),
}
_ROLES = ("agent", "customer", "other")
_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that were no UTF-8, as `surrogateescape` keeps them."""
_FIELDS = frozenset(entry.name for entry in fields(Request))


class RecordError(SaidError, InputError):
    """A record that is no request; `text` says what is wrong with it."""

    sentences: ClassVar[Path] = Path(__file__).with_suffix(".toml")


def request_from_json(line: str) -> Request:
    """Read one Request record; unknown keys are ignored, `lang` counts as `language`.

    Raises:
        RecordError: it is no JSON object, lacks `reply`, or holds a value of the wrong kind.
    """
    if not line.strip():
        raise RecordError("empty")
    if _UNDECODED.search(line):
        raise RecordError("encoding")
    try:
        row = json.loads(line)
    except ValueError as error:
        raise RecordError("not_json", error=error) from error
    except RecursionError as error:
        raise RecordError("nested") from error
    if not isinstance(row, dict):
        raise RecordError("no_object")
    return request_from_dict(row)


def record_id(line: str) -> str | None:
    """Return the id a line carries, if it can be read at all."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = row.get("id") if isinstance(row, dict) else None
    return None if found is None else str(found)


def request_from_dict(row: Mapping[str, Any]) -> Request:
    """Turn a record into a `Request`; see `request_from_json`."""
    values = {("language" if key == "lang" else key): value for key, value in row.items()}
    values = {key: value for key, value in values.items() if key in _FIELDS and value is not None}
    if not isinstance(values.get("reply"), str):
        raise RecordError("reply")
    for name in ("customer", *_ALLOWED):
        if name in values:
            _check(name, values[name])
    if "id" in values:
        values["id"] = str(values["id"])
    values["thread"] = _thread(values.get("thread", []))
    return Request(**values)


def _check(name: str, value: object) -> None:
    allowed = _ALLOWED.get(name)
    if not isinstance(value, str) or (allowed is not None and value not in allowed):
        shown = f"{value!r:.60}"
        if allowed is None:
            raise RecordError("no_text", field=name, value=shown)
        raise RecordError("choice", field=name, value=shown, allowed=", ".join(allowed))


def _thread(entries: object) -> tuple[Message, ...]:
    if not isinstance(entries, list):
        raise RecordError("thread")
    thread = []
    for entry in entries:
        if (
            not isinstance(entry, dict)
            or entry.get("role") not in _ROLES
            or not isinstance(entry.get("text"), str)
        ):
            raise RecordError("thread")
        thread.append(Message(entry["role"], entry["text"]))
    return tuple(thread)


def assessment_to_dict(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as plain data, in the order of its fields."""
    return asdict(assessment)


def assessment_to_json(assessment: Assessment) -> str:
    """Return an assessment as one line of JSON; a lone surrogate in a quote is escaped."""
    return json.dumps(assessment_to_dict(assessment), ensure_ascii=True)

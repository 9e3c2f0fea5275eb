"""The fields of a request, in every form that clients send them.

The protocol's own server reads every body as a form, whatever its Content-Type says, and some
clients rely on it. JSON is taken too.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from api.problems import BadJsonError, ProtocolError
from api.strict_json import parse

MOST_FIELDS = 100

_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")


def read_fields(query: bytes, body: bytes = b"") -> dict[str, str]:
    """Return the fields of query and body; the body's win.

    Raises:
        ProtocolError: there are more than `MOST_FIELDS`.
    """
    return _form(query) | (_json(body) if body.lstrip()[:1] == b"{" else _form(body))


def whole(text: str) -> str:
    """Put a mark where half a surrogate pair stands, which no encoding can carry."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def _form(data: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise ProtocolError("lt-fields", limit=MOST_FIELDS) from None
    return dict(pairs)


def _json(data: bytes) -> dict[str, str]:
    """Read a JSON object as fields; what only looks like JSON is read as a form."""
    try:
        value = parse(data)
    except BadJsonError:
        return _form(data)
    fields = {name: _value(item) for name, item in value.items() if item is not None}
    return {whole(name): whole(item) for name, item in fields.items()}


def _value(item: Any) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(item, str):
        return item
    if isinstance(item, list) and all(isinstance(part, str) for part in item):
        return ",".join(item)
    return json.dumps(item, ensure_ascii=False)

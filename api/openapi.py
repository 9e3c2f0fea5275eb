"""The parts of the OpenAPI description that routes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict

from api.errors import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    from pydantic import JsonValue

_REASONS = {
    400: "The body is not readable JSON.",
    401: "A token is missing or not valid.",
    403: "The role may not do that.",
    404: "There is nothing of that name, or the function is switched off here.",
    408: "The body did not arrive in time.",
    409: "It does not fit the state of things: not finished yet, or no agent to keep it for.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    421: "The service does not answer to this host name.",
    422: "A field needs a correction.",
    429: "The queue is full; Retry-After says when to come back.",
    503: "No result in time, or the service is stopping.",
}
READING = (401, 403, 421, 422)
WRITING = (400, *READING[:2], 408, 413, 415, 421, 422)
SCORING = (*WRITING, 429, 503)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems a route may answer with."""
    return {status: _problem(_REASONS[status]) for status in statuses}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def example(**values: JsonValue) -> ConfigDict:
    """Return a body's configuration: other keys are refused, and these values show its form."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [values]})

"""What can go wrong on the way of a request; each knows its status, code and headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from coach.errors import CoachError


class ApiError(CoachError):
    """An error of the HTTP edge.

    `values` fill the sentence of its `code`; `headers` go out with the answer.
    """

    code: str = "error"
    status: ClassVar[int] = 500

    def __init__(self, *, headers: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(self.code)
        self.headers = dict(headers or {})
        self.values = values


class BadJsonError(ApiError):
    """The body is not JSON as we read it; `reason` is the key of a sentence."""

    code, status = "invalid-json", 400

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__()
        self.reason = reason
        self.values = values


class UnauthorizedError(ApiError):
    """No token, or one that is unknown or revoked."""

    code, status = "unauthorized", 401

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer realm="empathy-coach"'})


class ForbiddenError(ApiError):
    """A role without the permission that the route asks for."""

    code, status = "forbidden", 403


class BodyTimeoutError(ApiError):
    """A body that trickles in too slowly."""

    code, status = "body-timeout", 408


class BodyTooLargeError(ApiError):
    """A body beyond the limit of its route."""

    code, status = "body-too-large", 413


class MediaTypeError(ApiError):
    """Anything but plain JSON on a route that takes a body."""

    code, status = "unsupported-media-type", 415


class SwitchedOffError(ApiError):
    """A function this house does not use; `function` is its setting."""

    code, status = "switched-off", 404


class NobodyError(ApiError):
    """What is to be kept for an agent, asked by a token that names none."""

    code, status = "nobody", 409


class NoSheetError(ApiError):
    """A coaching sheet, or the audit it would be made from, that does not exist."""

    code, status = "no-sheet", 404


class ForeignSheetError(ApiError):
    """A coaching sheet that does not concern the caller."""

    code, status = "foreign-sheet", 403


class SheetWaitsError(ApiError):
    """A coaching sheet its agent has not opened yet."""

    code, status = "sheet-waits", 403


class SheetWordsError(ApiError):
    """An objection that cannot be kept; `detail` says why, in the caller's language."""

    code, status = "sheet-words", 422


class NoItemError(ApiError):
    """An entry of the loyalty plan that does not exist, or has no such state."""

    code, status = "no-item", 404


class UnknownHostError(ApiError):
    """A Host header that is not on the list."""

    code, status = "unknown-host", 421


class InvalidFieldError(ApiError):
    """A field breaks a rule that only the service's settings know."""

    code, status = "invalid-input", 422

    def __init__(self, field: str, *, rule: str, **values: object) -> None:
        super().__init__()
        self.field = field
        self.rule = rule
        self.values = values


class ProtocolError(ApiError):
    """A request that breaks a rule of LanguageTool's protocol; `rule` is the key of a sentence."""

    code = "invalid-input"

    def __init__(self, rule: str, *, status: int = 400, **values: object) -> None:
        super().__init__()
        self.rule = rule
        self.answered = status
        self.values = values


class BusyError(ApiError):
    """The queue is full."""

    code, status = "busy", 429

    def __init__(self, seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(seconds)}, seconds=seconds)


class ClientClosedError(ApiError):
    """The client went away before the answer; nobody reads this one."""

    code, status = "client-closed", 499


class InternalError(ApiError):
    """Something we did not foresee; its own words are never shown or logged."""

    code, status = "internal", 500


class StoppingError(ApiError):
    """The service is shutting down."""

    code, status = "stopping", 503

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "5"})


class TimedOutError(ApiError):
    """Scoring did not finish in time."""

    code, status = "timeout", 503

    def __init__(self, seconds: float) -> None:
        super().__init__(headers={"Retry-After": "2"}, seconds=f"{seconds:g}")

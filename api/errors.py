"""One handler for the whole error tree: every error leaves as application/problem+json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api.language import scope_language
from api.languagetool.plain import plain_response, speaks_plainly
from api.problems import ApiError, BadJsonError, InvalidFieldError, ProtocolError
from api.sentences import sentences
from coach.errors import CoachError, InputError, StoreError
from coach.house_edit import HouseEditError
from coach.huddle.errors import HuddleError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Scope

    from coach.contracts import Language

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:empathy-coach:problem:"

_HTTP_CODES = {
    400: "invalid-json",
    401: "unauthorized",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "unsupported-media-type",
}


class FieldProblem(BaseModel):
    """What is wrong with one field; its value is not repeated."""

    field: str = Field(examples=["reply"])
    message: str = Field(examples=["is missing"])


class Problem(BaseModel):
    """An error, as RFC 9457 writes it."""

    type: str = Field(examples=["urn:empathy-coach:problem:invalid-input"])
    title: str = Field(examples=["This request cannot be handled as it stands"])
    status: int = Field(examples=[422])
    code: str = Field(examples=["invalid-input"])
    detail: str = Field(examples=["Please adjust the fields named below and send it again."])
    errors: list[FieldProblem] = []


@dataclass(frozen=True, slots=True)
class _Answer:
    """The parts of a problem that differ from error to error."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def install(app: FastAPI) -> None:
    """Let every foreseen error of the app leave through this module."""
    for kind in (CoachError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    return problem_response(error, request.scope)


def problem_response(error: Exception, scope: Scope) -> Response:
    """Turn an error into its answer, in the reader's language."""
    language = scope_language(scope)
    problem, headers = describe(error, language)
    if speaks_plainly(scope):
        return plain_response(problem, headers, language)
    return JSONResponse(
        problem.model_dump(),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={**headers, "Content-Language": language, "Vary": "Accept-Language"},
    )


def describe(error: Exception, language: Language) -> tuple[Problem, Mapping[str, str]]:
    """Return the problem an error is, and the headers that go with it."""
    if isinstance(error, RequestValidationError):
        answer = _validation(error.errors(), language)
    elif isinstance(error, CoachError):
        answer = _coach_error(error, language)
    elif isinstance(error, HTTPException):
        answer = _http_error(error, language)
    else:
        answer = _Answer(500, "internal", sentences().text("internal", language))
    problem = Problem(
        type=TYPE_PREFIX + answer.code,
        title=sentences().text(f"title-{answer.code}", language),
        status=answer.status,
        code=answer.code,
        detail=answer.detail,
        errors=list(answer.errors),
    )
    return problem, answer.headers


def field_problems(
    errors: Sequence[Mapping[str, Any]], language: Language
) -> tuple[FieldProblem, ...]:
    """Say what is wrong field by field, without repeating any value."""
    return tuple(
        FieldProblem(field=_field_name(error["loc"]), message=_field_message(error, language))
        for error in errors
    )


def _validation(errors: Sequence[Mapping[str, Any]], language: Language) -> _Answer:
    detail = sentences().text("invalid-input", language)
    return _Answer(422, "invalid-input", detail, field_problems(errors, language))


def _coach_error(error: CoachError, language: Language) -> _Answer:
    if isinstance(error, BadJsonError):
        reason = sentences().text(error.reason, language, **error.values)
        detail = sentences().text(error.code, language, reason=reason)
        return _Answer(error.status, error.code, detail)
    if isinstance(error, InvalidFieldError):
        detail = sentences().text(error.code, language)
        message = sentences().text(error.rule, language, **error.values)
        found = FieldProblem(field=error.field, message=message)
        return _Answer(error.status, error.code, detail, (found,))
    if isinstance(error, ProtocolError):
        detail = sentences().text(error.rule, language, **error.values)
        return _Answer(error.answered, error.code, detail)
    if isinstance(error, ApiError):
        detail = sentences().text(error.code, language, **error.values)
        return _Answer(error.status, error.code, detail, headers=error.headers)
    if isinstance(error, InputError):
        return _Answer(422, "invalid-input", error.text(language))
    if isinstance(error, HouseEditError):
        return _Answer(409, "house-edit", error.text(language))
    if isinstance(error, HuddleError):
        status = 503 if error.code == "no_chromium" else 422
        return _Answer(status, "huddle", error.text(language))
    if isinstance(error, StoreError):
        return _Answer(503, "store", sentences().text("store", language))
    return _Answer(500, "internal", sentences().text("internal", language))


def _http_error(error: HTTPException, language: Language) -> _Answer:
    headers = dict(error.headers or {})
    code = _HTTP_CODES.get(error.status_code, "error")
    if code == "method-not-allowed":
        detail = sentences().text(code, language, allowed=headers.get("Allow", "–"))
    elif code in {"not-found", "unauthorized", "unsupported-media-type"}:
        detail = sentences().text(code, language)
    else:
        code = "error"
        detail = sentences().text(code, language, status=error.status_code)
    return _Answer(error.status_code, code, detail, headers=headers)


def _field_name(location: Sequence[int | str]) -> str:
    parts = [str(part) for part in location if part not in {"body", "query"}]
    return ".".join(parts) or "body"


def _field_message(error: Mapping[str, Any], language: Language) -> str:
    key = f"field-{error['type']}"
    if key not in sentences():
        key = "field-other"
    return sentences().text(key, language, **(error.get("ctx") or {}))

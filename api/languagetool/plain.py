"""Errors as LanguageTool's clients read them: plain text that begins with `Error: `."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse

from api.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

    from api.errors import Problem
    from coach.contracts import Language

_AS_THE_PROTOCOL: Final = {401: 403, 421: 403, 422: 400, 429: 503}
"""Our statuses that the protocol does not know, and what stands for them there."""
_IN_OTHER_WORDS: Final = {"unauthorized": "lt-unauthorized", "not-found": "lt-not-found"}


def speaks_plainly(scope: Scope) -> bool:
    """Tell whether a request is one of the protocol's."""
    path: str = scope.get("path", "")
    return path == "/v2" or path.startswith("/v2/")


def plain_response(
    problem: Problem, headers: Mapping[str, str], language: Language
) -> PlainTextResponse:
    """Turn a problem into the protocol's plain text."""
    detail = problem.detail
    if problem.code in _IN_OTHER_WORDS:
        detail = sentences().text(_IN_OTHER_WORDS[problem.code], language)
    fields = "".join(f" {item.field} {item.message}." for item in problem.errors)
    return PlainTextResponse(
        f"Error: {detail}{fields}",
        status_code=_AS_THE_PROTOCOL.get(problem.status, problem.status),
        headers={**headers, "Vary": "Accept-Language"},
    )

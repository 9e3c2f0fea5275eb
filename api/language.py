"""The reader's language: `?lang=`, then Accept-Language, then the service's default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Query, Request
from starlette.datastructures import Headers

from coach.contracts import LANGUAGES, Language

if TYPE_CHECKING:
    from starlette.types import Scope


async def reader_language(
    request: Request,
    lang: Annotated[
        Language | None,
        Query(description="Language of names and reasons; else Accept-Language decides."),
    ] = None,
) -> Language:
    """Return the language to answer in."""
    return lang or scope_language(request.scope)


ReaderLanguage = Annotated[Language, Depends(reader_language)]


def scope_language(scope: Scope) -> Language:
    """Return the language to answer in where no endpoint has been chosen yet."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[-1]
    for language in LANGUAGES:
        if asked == language:
            return language
    accepted = accepted_language(Headers(scope=scope).get("accept-language", ""))
    if accepted:
        return accepted
    app = scope.get("app")
    default: Language = app.state.services.settings.language if app else "en"
    return default


def accepted_language(header: str) -> Language | None:
    """Return the best of our languages in an Accept-Language header, or None."""
    best: Language | None = None
    best_weight = 0.0
    for part in header.split(","):
        tag, _, parameters = part.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        for language in LANGUAGES:
            if primary == language and weight > best_weight:
                best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    """Read `q=0.8`; a malformed weight counts as none given."""
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 1.0

"""The addresses clients call, made one: `/check`, `/v2/v2/check`, `/k/TOKEN/v2/check`.

Runs before everything else and changes the request itself, so that neither a token in a path nor
a token or a text in a query reaches a log, a counter or an error, not even the server's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

SHOWN_IN_PATH: Final = "token_in_path"
SHOWN_AS_KEY: Final = "api_key"
"""Where in a request's state a token is found that did not come in a header."""
QUERY: Final = "query"
"""Where in a request's state the query is found, its secrets left out."""
SECRETS: Final = frozenset({"apikey", "password", "token", "tokenv2"})

_KEYED = re.compile(r"/k/([^/]*)(.*)", re.DOTALL)
_NOWHERE: Final = "/k"


class ClientAddresses:
    """Turns every address of the protocol into `/v2/…` and takes tokens out of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            tidy(scope)
        await self.app(scope, receive, send)


def tidy(scope: Scope) -> None:
    """Change path and query of a request in place."""
    path = re.sub("/{2,}", "/", scope["path"])
    keyed = _KEYED.fullmatch(path)
    found = _canonical((keyed[2] if keyed else path).rstrip("/") or ("/v2" if keyed else ""))
    if keyed:
        _state(scope)[SHOWN_IN_PATH] = keyed[1]
        found = found or _NOWHERE
    if found is None:
        return
    scope["path"] = found
    scope["raw_path"] = found.encode("utf-8", "replace")
    _state(scope)[QUERY] = _without_secrets(scope)
    scope["query_string"] = b""


def _canonical(path: str) -> str | None:
    """Return the one spelling of a path of the protocol, None for any other path."""
    while path == "/v2/v2" or path.startswith("/v2/v2/"):
        path = path[3:]
    if path == "/check":
        return "/v2/check"
    return path if path == "/v2" or path.startswith("/v2/") else None


def _without_secrets(scope: Scope) -> bytes:
    """Take keys and passwords out of the query; the key is kept where only the guard looks."""
    kept: list[bytes] = []
    query: bytes = scope.get("query_string", b"")
    for part in query.split(b"&"):
        name, _, value = part.partition(b"=")
        plain = unquote_plus(name.decode("latin-1")).lower()
        if plain == "apikey":
            _state(scope)[SHOWN_AS_KEY] = unquote_plus(value.decode("latin-1"))
        if plain not in SECRETS:
            kept.append(part)
    return b"&".join(kept)


def _state(scope: Scope) -> dict[str, object]:
    state: dict[str, object] = scope.setdefault("state", {})
    return state

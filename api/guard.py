"""What every guarded route checks before it reads a body: who asks, what for, how much of what.

FastAPI reads and parses a body before it resolves dependencies, so these checks live in the route
itself: an unknown caller's megabytes are never read.
"""

from __future__ import annotations

import asyncio
import email.message
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from fastapi import APIRouter, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from api.languagetool.address import SHOWN_AS_KEY, SHOWN_IN_PATH
from api.problems import (
    BodyTimeoutError,
    BodyTooLargeError,
    ClientClosedError,
    ForbiddenError,
    MediaTypeError,
    UnauthorizedError,
)
from api.strict_json import parse
from coach.principal import LOCAL_AGENT, Permission, Principal
from coach.tokens import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response
    from starlette.types import Message, Receive

    from api.services import Services

BodySize = Literal["body_limit", "batch_body_limit", "audit_upload_limit"]

METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
BEARER = Security(HTTPBearer(auto_error=False, description="A token `ec_…`."))
"""Shows the token in the OpenAPI description; `GuardedRoute` checks it."""
SMALL_BODY = 64 * 1024


class GuardedRoute(APIRoute):
    """A route that names the permission it needs and the size of body it takes."""

    permission: ClassVar[Permission]
    body_size: ClassVar[BodySize]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler in the checks."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            return await handle(await self.admit(request, request.app.state.services))

        return guarded

    async def admit(self, request: Request, services: Services) -> Request:
        """Check who asks, then read what they send; return the request to handle."""
        await self.authorise(request, services)
        if request.method not in METHODS_WITH_BODY:
            return request
        services.listening.hear(request, {})
        _require_json(request)
        strict = _StrictRequest(request.scope, self.limited(request, services))
        await strict.load()
        return strict

    async def authorise(self, request: Request, services: Services) -> None:
        """Find out who asks.

        Raises:
            UnauthorizedError: a token is missing, unknown or revoked.
            ForbiddenError: the role lacks this route's permission.
        """
        principal = await identify(request, services)
        if not principal.may(self.permission):
            raise ForbiddenError(role=principal.role, permission=self.permission)
        request.state.principal = principal

    def limited(self, request: Request, services: Services) -> Receive:
        """Return what reads the body, up to this route's limit and within the time for it."""
        limit: int = getattr(services.settings, self.body_size)
        seconds = services.settings.body_timeout
        return _LimitedBody(request, limit=limit, seconds=seconds).receive


def guarded_router(permission: Permission, *, body_size: BodySize = "body_limit") -> APIRouter:
    """Return a router whose routes all need one permission."""
    fields = {"permission": permission, "body_size": body_size}
    route_class = type("GuardedRoute", (GuardedRoute,), fields)
    return APIRouter(route_class=route_class, dependencies=[BEARER])


async def identify(request: Request, services: Services) -> Principal:
    """Return who asks.

    On loopback nobody needs a token, unless a proxy has passed the request on: then it may come
    from anywhere. A token that is shown must be valid, everywhere.

    Raises:
        UnauthorizedError: a token is missing, unknown or revoked.
    """
    secret = shown_secret(request)
    if secret is None:
        if not open_to_all(request, services):
            raise UnauthorizedError
        return LOCAL_AGENT
    principal = await run_in_threadpool(services.tokens.verify, secret)
    if principal is None:
        raise UnauthorizedError
    return principal


def open_to_all(request: Request, services: Services) -> bool:
    """Tell whether nobody needs a token: on this machine, with no proxy before it."""
    proxied = any(name in request.headers for name in FORWARDED)
    return not (services.settings.tokens_required or proxied)


def shown_secret(request: Request) -> str | None:
    """Return the token a caller shows: in the header, else in the address, else as a key.

    A key that is none of ours, meant for another server, counts as no token.

    Raises:
        UnauthorizedError: the header is not a Bearer token.
    """
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            raise UnauthorizedError
        return secret.strip()
    state: dict[str, str] = request.scope.get("state", {})
    key = state.get(SHOWN_AS_KEY, "")
    return state.get(SHOWN_IN_PATH, key if key.startswith(PREFIX) else None)


def _require_json(request: Request) -> None:
    """Refuse what a foreign page can send without asking: forms, text, no type at all."""
    if request.method == "DELETE" and "content-type" not in request.headers:
        return
    parsed = email.message.Message()
    parsed["content-type"] = request.headers.get("content-type", "")
    charset = parsed.get_content_charset("utf-8")
    encoding = request.headers.get("content-encoding", "identity")
    is_json = parsed.get_content_type() == "application/json"
    if not is_json or charset not in {"utf-8", "us-ascii"} or encoding != "identity":
        raise MediaTypeError


class _LimitedBody:
    """The body of one request, cut off when it grows too large or trickles too slowly."""

    def __init__(self, request: Request, *, limit: int, seconds: float) -> None:
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise BodyTooLargeError(limit=limit)
        self._receive: Receive = request.receive
        self._limit = limit
        self._seconds = seconds
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._read = 0
        self._complete = False

    async def receive(self) -> Message:
        """Return the next part of the body; after the last, wait for the client to leave."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise BodyTimeoutError(seconds=f"{self._seconds:g}") from None
        if message["type"] == "http.disconnect":
            raise ClientClosedError
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise BodyTooLargeError(limit=self._limit)
        self._complete = not message.get("more_body", False)
        return message


class _StrictRequest(Request):
    """A request whose JSON is read strictly, and off the event loop when it is long.

    It is read before FastAPI asks for it, because FastAPI turns every error met there into one
    that says nothing.
    """

    _parsed: Any = None

    async def load(self) -> None:
        """Read and parse the body; see `api.strict_json`."""
        body = await self.body()
        if len(body) > SMALL_BODY:
            self._parsed = await run_in_threadpool(parse, body)
        elif body:
            self._parsed = parse(body)

    async def json(self) -> Any:  # noqa: ANN401 - any JSON value
        """Return what `load` has parsed."""
        return self._parsed

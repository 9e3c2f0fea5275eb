"""The protocol's own kind of route: takes forms, whatever they are labelled, and keys as tokens.

It is an exception on purpose. Everywhere else forms are refused, because a foreign page can send
them without asking; here that does no harm, since a check changes nothing and the page cannot read
the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.guard import (
    METHODS_WITH_BODY,
    SMALL_BODY,
    GuardedRoute,
    identify,
    open_to_all,
    shown_secret,
)
from api.languagetool.address import QUERY, SECRETS, SHOWN_AS_KEY
from api.languagetool.fields import read_fields
from coach.tokens import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

    from api.guard import BodySize
    from api.services import Services
    from coach.principal import Permission

NAMES = frozenset({"username"})
"""Fields that say who asks: read past, kept nowhere."""


class FormRoute(GuardedRoute):
    """A guarded route whose fields stand in `request.state.fields`, keys and passwords left out."""

    permission: ClassVar[Permission] = "score"
    body_size: ClassVar[BodySize] = "body_limit"

    async def admit(self, request: Request, services: Services) -> Request:
        """Check who asks; only where nothing but the body can tell, read the body first."""
        early = shown_secret(request) is not None or open_to_all(request, services)
        if early or request.method not in METHODS_WITH_BODY:
            await self.authorise(request, services)
        read = Request(request.scope, self.limited(request, services))
        body = await read.body() if request.method in METHODS_WITH_BODY else b""
        query: bytes = request.scope["state"][QUERY]
        if len(body) > SMALL_BODY:
            fields = await run_in_threadpool(read_fields, query, body)
        else:
            fields = read_fields(query, body)
        key = fields.get("apiKey", "")
        if key.startswith(PREFIX):
            read.scope.setdefault("state", {}).setdefault(SHOWN_AS_KEY, key)
        if key.startswith(PREFIX) or not early:
            await self.authorise(read, services)
        fields = {n: v for n, v in fields.items() if n.lower() not in SECRETS | NAMES}
        services.listening.hear(read, fields)
        read.state.fields = fields
        return read


class OpenRoute(APIRoute):
    """A route that says nothing about anybody and asks for no token; one that is shown must hold.

    So a wrong address is noticed at once, and clients that ask for the languages first, without
    their key, still find them.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check the token, if there is one."""
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            services: Services = request.app.state.services
            if shown_secret(request) is not None:
                await identify(request, services)
            services.listening.hear(request, {})
            return await handle(request)

        return checked


def checked_router() -> APIRouter:
    """Return a router for routes that read what agents write."""
    return APIRouter(route_class=FormRoute, include_in_schema=False)


def open_router() -> APIRouter:
    """Return a router for routes that describe the server."""
    return APIRouter(route_class=OpenRoute, include_in_schema=False)

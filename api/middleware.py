"""Pure ASGI layers around the app: observe, guard the host name, add security headers."""

from __future__ import annotations

import ipaddress
import time
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from api.errors import problem_response
from api.logs import log_answer, log_failure
from api.problems import InternalError, UnknownHostError
from api.settings import LOCAL_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.counters import Counters

UNMATCHED = "unmatched"
NOBODY = "'none'"
POLICY = "Content-Security-Policy"
OLDER_POLICY = "X-Frame-Options"


def content_policy(framed_by: Sequence[str] = ()) -> str:
    """Return the policy of a page: everything from this service, framed by these origins alone."""
    return (
        "default-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {' '.join(framed_by) or NOBODY}; object-src 'none'"
    )


SECURITY_HEADERS = {
    POLICY: content_policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    OLDER_POLICY: "DENY",
}


class Observe:
    """Counts and logs every answer, and turns what nobody foresaw into a plain 500.

    Errors end here: passed on, the server would log them with their words, and those may quote a
    message.
    """

    def __init__(self, app: ASGIApp, *, counters: Counters) -> None:
        self.app = app
        self._counters = counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, observed)
        except Exception as error:
            log_failure(error)
            if status:
                raise RuntimeError("The answer broke off.") from None
            await problem_response(InternalError(), scope)(scope, receive, observed)
        finally:
            self._count(scope, status, time.perf_counter() - started)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", UNMATCHED)
        method = scope["method"] if route != UNMATCHED else "-"
        self._counters.answered(route=route, method=method, status=status, seconds=seconds)
        log_answer(method=method, route=route, status=status, seconds=seconds)


class SecurityHeaders:
    """Adds the headers that keep pages to this origin; an answer's own header wins.

    `X-Frame-Options` knows no origins: an answer with a policy of its own goes without.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                own_policy = POLICY in headers
                for name, value in SECURITY_HEADERS.items():
                    if not (own_policy and name == OLDER_POLICY):
                        headers.setdefault(name, value)
                if scope["path"].startswith(("/v1/", "/v2/")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, dressed if scope["type"] == "http" else send)


class KnownHosts:
    """Answers only to names on the list, against DNS rebinding.

    Plain IP addresses always pass: a foreign page cannot make a browser send one of ours.
    """

    def __init__(self, app: ASGIApp, *, names: Iterable[str]) -> None:
        self.app = app
        self._names = {name.lower() for name in (*LOCAL_NAMES, *names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or self._knows(Headers(scope=scope).getlist("host")):
            await self.app(scope, receive, send)
        else:
            await problem_response(UnknownHostError(), scope)(scope, receive, send)

    def _knows(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        name = _without_port(hosts[0].lower())
        return name in self._names or _is_address(name)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

"""Which programs were just heard, for whoever is looking at the page that says so.

Nothing is noted unless that page is open, with the same token and from the same machine; what is
noted is a program's name and the second, in memory, for minutes. Neither text nor person.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from api.connect.clients import recognise
from api.guard import shown_secret
from api.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

WATCHED_S: Final = 60.0
"""How long after its last question a page counts as open."""
REMEMBERED_S: Final = 300.0
MOST_WATCHERS: Final = 1024


@dataclass(slots=True)
class _Watcher:
    """An open page: when it last asked, and when each program was last heard."""

    asked: float
    heard: dict[str, float] = field(default_factory=dict)


class Listening:
    """Notes and tells what was heard; used on the event loop alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._salt = secrets.token_bytes(32)
        self._watchers: OrderedDict[bytes, _Watcher] = OrderedDict()

    def hear(self, request: Request, fields: Mapping[str, str]) -> None:
        """Note which program sent a request, if somebody of the same token and machine looks."""
        now = self._clock()
        self._forget(now)
        watcher = self._watchers.get(self._key(request))
        if watcher is None:
            return
        client = recognise(request.headers, fields)
        if client is not None:
            watcher.heard[client] = now

    def look(self, request: Request) -> dict[str, int]:
        """Return how many seconds ago each program was heard, and listen on."""
        now = self._clock()
        self._forget(now)
        key = self._key(request)
        watcher = self._watchers.setdefault(key, _Watcher(now))
        watcher.asked = now
        self._watchers.move_to_end(key)
        while len(self._watchers) > MOST_WATCHERS:
            self._watchers.popitem(last=False)
        return {
            client: int(now - at) for client, at in watcher.heard.items() if now - at < REMEMBERED_S
        }

    def _forget(self, now: float) -> None:
        """Let go of pages that no longer ask, the oldest first."""
        while self._watchers:
            key, watcher = next(iter(self._watchers.items()))
            if now - watcher.asked <= WATCHED_S:
                return
            del self._watchers[key]

    def _key(self, request: Request) -> bytes:
        """Return what stands for token and machine, and for nobody who does not know both."""
        host = request.client.host if request.client else ""
        machine = "this" if is_loopback(host) else host
        told = f"{machine}\n{shown_secret(request) or ''}".encode("utf-8", "replace")
        return hashlib.blake2b(told, key=self._salt, digest_size=32).digest()

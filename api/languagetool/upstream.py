"""Another LanguageTool server behind this one, so that a client's one address keeps its spelling.

It is asked while the reply is scored. Whatever goes wrong with it, ours is answered all the same.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.languagetool.rules import RuleBook

logger = logging.getLogger("api")

MAX_BYTES: Final = 8 * 1024 * 1024
PAUSE_S: Final = 10.0
"""Seconds in which a server that failed is not asked again: nobody who types waits for it twice."""
FORWARDED: Final = frozenset(
    [
        "text",
        "data",
        "language",
        "preferredVariants",
        "motherTongue",
        "noopLanguages",
        "preferredLanguages",
        "altLanguages",
        "multilingual",
        "allowIncompleteResults",
        "enableHiddenRules",
        "enabledRules",
        "disabledRules",
        "enabledCategories",
        "disabledCategories",
        "enabledOnly",
        "level",
        "mode",
        "ruleValues",
    ]
)
"""Fields passed on; nothing that says who asks is among them."""
_LISTS: Final = ("enabledRules", "disabledRules", "enabledCategories", "disabledCategories")
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class UpstreamAnswer:
    """What the other server said; empty and not `complete` where it said nothing usable."""

    found: list[dict[str, Any]] = field(default_factory=list)
    language: dict[str, Any] | None = None
    complete: bool = False

    def matches(self, length: int) -> list[dict[str, Any]]:
        """Return its matches that lie inside a text of so many code units."""
        return [match for match in self.found if match["offset"] + match["length"] <= length]


class Upstream:
    """Asks the configured server and no other: no redirects, no proxies, no credentials."""

    def __init__(self, url: str, *, timeout: float, rules: RuleBook) -> None:
        self._base = url.rstrip("/").removesuffix("/v2") + "/v2/"
        self._timeout = timeout
        self._own_names = {rule.id for rule in rules.all} | {r.category.id for r in rules.all}
        self._own_names.discard("STYLE")
        self._http = httpx.AsyncClient(
            headers={"User-Agent": "empathy-coach", "Accept-Encoding": "identity"},
            follow_redirects=False,
            trust_env=False,
            timeout=timeout,
        )
        self._resting_until = float("-inf")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def check(self, fields: Mapping[str, str]) -> UpstreamAnswer:
        """Return what the other server finds; never raises for its failures."""
        sent = self._sent(fields)
        if sent is None:
            return UpstreamAnswer(complete=True)
        if time.monotonic() < self._resting_until:
            return UpstreamAnswer()
        try:
            async with asyncio.timeout(self._timeout):
                return _read(await self._fetch("POST", "check", sent))
        except (TimeoutError, httpx.HTTPError, ValueError, RecursionError) as error:
            self._rest(error)
            return UpstreamAnswer()

    async def languages(self) -> list[dict[str, Any]]:
        """Return what the other server reads; nothing where it does not say."""
        try:
            async with asyncio.timeout(self._timeout):
                answer = json.loads(await self._fetch("GET", "languages"))
        except (TimeoutError, httpx.HTTPError, ValueError, RecursionError) as error:
            self._rest(error)
            return []
        entries = answer if isinstance(answer, list) else []
        return [entry for entry in entries if isinstance(entry, dict) and "longCode" in entry]

    def _rest(self, error: Exception) -> None:
        """Leave the server alone for a while; one line tells of it, however many type."""
        if time.monotonic() >= self._resting_until:
            logger.warning("the other LanguageTool server failed: %s", type(error).__name__)
        self._resting_until = time.monotonic() + PAUSE_S

    def _sent(self, fields: Mapping[str, str]) -> dict[str, str] | None:
        """Return the fields to pass on, without our own rules; None if nothing is left to ask."""
        sent = {name: value for name, value in fields.items() if name in FORWARDED}
        for name in _LISTS:
            names = [part.strip() for part in sent.pop(name, "").split(",") if part.strip()]
            kept = [part for part in names if part not in self._own_names]
            if kept:
                sent[name] = ",".join(kept)
        only = sent.get("enabledOnly", "").lower() in {"true", "yes"}
        if only and not (sent.get("enabledRules") or sent.get("enabledCategories")):
            return None
        return sent

    async def _fetch(
        self, method: str, action: str, fields: Mapping[str, str] | None = None
    ) -> bytes:
        async with self._http.stream(method, self._base + action, data=fields) as response:
            if response.status_code != _OK:
                message = f"answered {response.status_code}"
                raise ValueError(message)
            read = bytearray()
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) > MAX_BYTES:
                    message = "answered with too much"
                    raise ValueError(message)
            return bytes(read)


def _read(body: bytes) -> UpstreamAnswer:
    """Read an answer; a match without a place in the text is left out."""
    answer = json.loads(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("matches"), list):
        message = "answered something else"
        raise ValueError(message)
    found = [match for match in answer["matches"] if _has_a_place(match)]
    language = answer.get("language")
    return UpstreamAnswer(found, language if isinstance(language, dict) else None, complete=True)


def _has_a_place(match: object) -> bool:
    if not isinstance(match, dict) or not isinstance(match.get("rule"), dict):
        return False
    if not isinstance(match.get("replacements", []), list):
        return False
    place = (match.get("offset"), match.get("length"))
    return all(isinstance(number, int) and number >= 0 for number in place)

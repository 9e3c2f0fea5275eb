"""Where the house's language model answers, and how long we wait for it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

PREFIX: Final = "COACH_REWRITER_"
_TRUE: Final = frozenset({"1", "true", "yes", "on"})


class RewriterError(CoachError):
    """The rewriter is set up wrongly or gave no usable answer; all else works without it."""

    code = "rewriter"


@dataclass(frozen=True, slots=True)
class RewriterSettings:
    """An OpenAI-compatible chat endpoint and its limits.

    Attributes:
        base_url: what stands before `/chat/completions`.
        timeout: seconds for everything, retries included: an agent waits for it.
        retries: further attempts after a failure that may pass.
        backoff: seconds before the first retry; each later one waits twice as long.
        max_bytes: the longest answer that is read.
        plain_http: allow an endpoint on another machine without TLS.

    """

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 8.0
    retries: int = 2
    backoff: float = 0.5
    max_tokens: int = 400
    temperature: float = 0.3
    max_bytes: int = 65_536
    plain_http: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot work or would leak.

        Raises:
            RewriterError: a value breaks its rule; the message names it.
        """
        _check_address(self.base_url, plain_http=self.plain_http)
        _check(bool(self.model.strip()), "model", "must name a model of the endpoint")
        _check(0 < self.timeout <= 120, "timeout", "must lie above 0 and at most at 120 seconds")
        _check(0 <= self.retries <= 5, "retries", "must lie between 0 and 5")
        _check(self.backoff >= 0, "backoff", "must not be negative")
        _check(16 <= self.max_tokens <= 4096, "max_tokens", "must lie between 16 and 4096")
        _check(0 <= self.temperature <= 2, "temperature", "must lie between 0 and 2")
        _check(self.max_bytes >= 1024, "max_bytes", "must be at least 1024")

    @property
    def url(self) -> str:
        """Return the one address that is ever called."""
        return f"{self.base_url.rstrip('/')}/chat/completions"


def read_settings(environment: Mapping[str, str]) -> RewriterSettings | None:
    """Read `COACH_REWRITER_…` variables; None, which is the default, leaves the rewriter off.

    `URL` and `MODEL` switch it on; `KEY`, `TIMEOUT`, `RETRIES`, `MAX_TOKENS`, `TEMPERATURE` and
    `PLAIN_HTTP` are optional.

    Raises:
        RewriterError: a value is missing or breaks its rule.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    if "url" not in given:
        return None
    return RewriterSettings(
        base_url=given["url"],
        model=given.get("model", ""),
        api_key=given.get("key"),
        timeout=_number(given, "timeout", float, 8.0),
        retries=_number(given, "retries", int, 2),
        max_tokens=_number(given, "max_tokens", int, 400),
        temperature=_number(given, "temperature", float, 0.3),
        plain_http=given.get("plain_http", "").lower() in _TRUE,
    )


def _number(given: Mapping[str, str], key: str, read: Callable[[str], T], default: T) -> T:
    if key not in given:
        return default
    try:
        return read(given[key])
    except ValueError:
        message = (
            f"{PREFIX}{key.upper()} = {given[key]!r} is no number. Write one, or leave it out."
        )
        raise RewriterError(message) from None


def _check_address(address: str, *, plain_http: bool) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    _check(bool(host), "base_url", "must be a full address such as https://llm.example/v1")
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    _check(plain, "base_url", "must hold no user, password, query or fragment; the key has its own")
    _check(parts.scheme in {"http", "https"}, "base_url", "must begin with https:// or http://")
    safe = parts.scheme == "https" or plain_http or _is_loopback(str(host))
    _check(safe, "base_url", "goes to another machine unencrypted; use https, or allow plain_http")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check(holds: object, name: str, rule: str) -> None:
    """Raise with the name and the rule, never with the value: it may hold a secret."""
    if not holds:
        raise RewriterError(f"The rewriter's {name} {rule}.")

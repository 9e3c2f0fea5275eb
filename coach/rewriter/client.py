"""One call to an OpenAI-compatible chat endpoint: to one address, within one span of time."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final

import httpx

from coach.rewriter.settings import RewriterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.rewriter.prompt import ChatMessage
    from coach.rewriter.settings import RewriterSettings

_MAY_PASS: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_OK: Final = 200
_OTHERWISE: Final = "The coach works on without it; see the endpoint's own log."


class _PassingError(Exception):
    """A failure that another attempt may not meet."""

    def __init__(self, what: str, *, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


class ChatClient:
    """Asks the configured endpoint and no other: no redirects, no proxies, no `.netrc`."""

    def __init__(self, settings: RewriterSettings) -> None:
        self._settings = settings
        headers = {"Accept-Encoding": "identity", "User-Agent": "empathy-coach"}
        if settings.api_key:
            headers["Authorization"] = f"Bearer {settings.api_key}"
        self._http = httpx.Client(headers=headers, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def complete(self, messages: Sequence[ChatMessage]) -> str:
        """Return what the model says.

        Raises:
            RewriterError: no usable answer came in time.
        """
        deadline = time.monotonic() + self._settings.timeout
        body = self._body(messages)
        failure = ""
        for attempt in range(self._settings.retries + 1):
            try:
                return _content(self._post(body, deadline))
            except _PassingError as error:
                failure = str(error)
                wait = max(error.wait, self._settings.backoff * 2**attempt)
            if attempt == self._settings.retries or time.monotonic() + wait >= deadline:
                break
            time.sleep(wait)
        raise RewriterError(f"The rewriter's endpoint {failure}. {_OTHERWISE}")

    def _body(self, messages: Sequence[ChatMessage]) -> dict[str, object]:
        return {
            "model": self._settings.model,
            "messages": [
                {"role": message.role, "content": _sendable(message.content)}
                for message in messages
            ],
            "max_tokens": self._settings.max_tokens,
            "temperature": self._settings.temperature,
            "stream": False,
        }

    def _post(self, body: dict[str, object], deadline: float) -> bytes:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _PassingError("did not answer in time")
        try:
            with self._http.stream("POST", self._settings.url, json=body, timeout=left) as response:
                _check_status(response)
                return self._read(response, deadline)
        except httpx.TimeoutException:
            raise _PassingError("did not answer in time") from None
        except httpx.HTTPError as error:
            raise _PassingError(f"cannot be reached ({type(error).__name__})") from None

    def _read(self, response: httpx.Response, deadline: float) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise RewriterError(f"The rewriter's endpoint packs its answers unasked. {_OTHERWISE}")
        read = bytearray()
        for chunk in response.iter_raw():
            read += chunk
            if len(read) > self._settings.max_bytes:
                limit = self._settings.max_bytes
                message = f"The rewriter's answer is longer than {limit} bytes. {_OTHERWISE}"
                raise RewriterError(message)
            if time.monotonic() > deadline:
                raise _PassingError("did not answer in time")
        return bytes(read)


def _sendable(text: str) -> str:
    """Put a mark where half a character stands, which no encoding can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == _OK:
        return
    if status in _MAY_PASS:
        raise _PassingError(f"answered {status}", wait=_retry_after(response))
    if response.has_redirect_location:
        message = "The rewriter's endpoint points elsewhere, which is refused: set that address."
        raise RewriterError(message)
    raise RewriterError(f"The rewriter's endpoint answered {status}. {_OTHERWISE}")


def _retry_after(response: httpx.Response) -> float:
    try:
        return max(0.0, float(response.headers.get("Retry-After", "0")))
    except ValueError:
        return 0.0


def _content(answer: bytes) -> str:
    """Take the text out of the answer; errors quote none of it."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        message = f"The rewriter's endpoint does not answer as a chat endpoint does. {_OTHERWISE}"
        raise RewriterError(message) from None
    return content

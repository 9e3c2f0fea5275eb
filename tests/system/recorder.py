"""Stands in front of the service: notes what arrives, passes it on, or answers as a test says."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

if TYPE_CHECKING:
    from collections.abc import Iterator

HOP_BY_HOP = {"connection", "content-length", "date", "server", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say instead of what the service says."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class Recorder:
    """Requests so far, and answers by path."""

    address: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """Return the bodies sent to a path."""
        return [arrival.body for arrival in self.arrivals if arrival.path == path]


@contextlib.contextmanager
def recording(service: str) -> Iterator[Recorder]:
    """Stand in front of a service until the block ends."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._handle(b"")

        def do_POST(self) -> None:
            self._handle(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _handle(self, body: bytes) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            parsed = json.loads(body) if body else {}
            recorder.arrivals.append(Arrival(self.command, self.path, headers, parsed))
            answer = recorder.answers.get(self.path)
            time.sleep(answer.delay if answer else 0)
            status, given, data = _said(answer) if answer else _passed(self, service, body)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                for name, value in given.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Keep the test's output to itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorder.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _said(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    headers = {"Content-Type": "application/json", **answer.headers}
    return answer.status, headers, json.dumps(answer.body).encode()


def _passed(
    handler: BaseHTTPRequestHandler, service: str, body: bytes
) -> tuple[int, dict[str, str], bytes]:
    headers = {k: v for k, v in handler.headers.items() if k.lower() not in {"host", "connection"}}
    request = urllib.request.Request(  # noqa: S310 - a service on loopback
        service + handler.path, data=body or None, headers=headers, method=handler.command
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - the same
            return response.status, _kept(response.headers), response.read()
    except HTTPError as error:
        with error:
            return error.code, _kept(error.headers), error.read()


def _kept(headers: Any) -> dict[str, str]:  # noqa: ANN401 - an email.message.Message
    return {k: v for k, v in headers.items() if k.lower() not in HOP_BY_HOP}

"""The service as a process of its own, called the way a client calls it."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from coach.closing import Closing
from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.contracts import Request

HOST = "127.0.0.1"
PATIENCE_S = 60.0
PAUSE_S = 0.02
_MAIN = "from coach.cli.main import main; main()"
_WARM = {"reply": "Guten Tag, ich kümmere mich heute noch selbst darum."}


class ServiceError(CoachError):
    """The service did not start, or did not answer as it should."""

    code = "bench-service"


class Service(Closing):
    """Starts `coach serve` on a free loopback port with a data folder that is thrown away.

    `start_seconds` is the time from starting the process to its first score.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.start_seconds = 0.0
        self._settings = environment
        self._folder = TemporaryDirectory(prefix="coach-bench-")
        self._port = free_port()
        self._connection = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE_S)

    def __enter__(self) -> Self:
        self._log = (Path(self._folder.name) / "log").open("w+", encoding="utf-8")
        begin = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _MAIN, "serve", "--host", HOST, "--port", str(self._port)],
            env=self._environment(),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise
        self.start_seconds = time.perf_counter() - begin
        return self

    def score(self, request: Request) -> None:
        """Score one reply; ServiceError if the answer is not a score."""
        body = {"reply": request.reply}
        if request.customer is not None:
            body["customer"] = request.customer
        self._post(body)

    def memory(self) -> tuple[float | None, float | None]:
        """Return resident memory and its peak in MB, None where /proc does not tell."""
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.is_file():
            return None, None
        text = status.read_text(encoding="ascii")
        return _megabytes(text, "VmRSS"), _megabytes(text, "VmHWM")

    def _environment(self) -> dict[str, str]:
        own = {"COACH_DATA": self._folder.name, "COACH_REQUIRE_TOKENS": "false"}
        return {**os.environ, **own, **self._settings}

    def _post(self, body: dict[str, str]) -> None:
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        self._connection.request("POST", "/v1/score", data, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != http.HTTPStatus.OK:
            problem = answer[:300].decode(errors="replace")
            message = f"/v1/score answered {response.status}: {problem} Try: coach doctor"
            raise ServiceError(message)

    def _wait(self) -> None:
        """Ask for a score until one comes back."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                message = f"the service ended before it answered: {self._said()} Try: coach serve"
                raise ServiceError(message)
            try:
                self._post(_WARM)
            except (OSError, http.client.HTTPException):  # not listening yet
                self._connection.close()
                time.sleep(PAUSE_S)
            else:
                return
        message = f"the service did not answer within {PATIENCE_S:.0f} s: {self._said()}"
        raise ServiceError(message)

    def _said(self) -> str:
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8").strip()[-400:] or "it said nothing."

    def close(self) -> None:
        """Stop the process and throw its data folder away."""
        self._connection.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._folder.cleanup()


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _megabytes(status: str, field: str) -> float | None:
    match = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
    return int(match[1]) * 1024 / 1e6 if match else None

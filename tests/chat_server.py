"""A small OpenAI-compatible chat server, run as a process of its own.

    python chat_server.py FOLDER

It prints its port, appends every request to FOLDER/received.jsonl and answers with the text in
FOLDER/answer.txt. The first part of the path says how it behaves: /ok/v1, /slow/v1, /drip/v1 …
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(sys.argv[1])
SLOW = 30
STATUS = {"broken": 500, "unauthorised": 401, "busy": 429}


class Handler(BaseHTTPRequestHandler):
    """Behaves as its path says."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Record the request and answer it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        seen = self.record(body)
        manner = self.path.split("/")[1]
        if manner == "flaky":
            manner = "broken" if seen == 1 else "ok"
        if manner in STATUS:
            self.answer(b'{"error": "no"}', status=STATUS[manner])
        elif manner == "redirect":
            self.answer(b"", status=307, headers={"Location": "/elsewhere/v1/chat/completions"})
        elif manner == "slow":
            time.sleep(SLOW)
        elif manner == "drip":
            self.drip()
        else:
            self.answer(self.content(manner))

    def record(self, body: bytes) -> int:
        """Append the request; return how many there are now."""
        path = FOLDER / "received.jsonl"
        entry = {"path": self.path, "headers": dict(self.headers), "body": body.decode()}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
        return len(path.read_text(encoding="utf-8").splitlines())

    def content(self, manner: str) -> bytes:
        """Return the body of an answer."""
        if manner == "malformed":
            return b'{"choices": [{"mess'
        if manner == "shapeless":
            return b'{"choices": []}'
        text = (FOLDER / "answer.txt").read_text(encoding="utf-8")
        if manner == "huge":
            text += "x" * 500_000
        return json.dumps(
            {"choices": [{"message": {"role": "assistant", "content": text}}]}
        ).encode()

    def answer(
        self, body: bytes, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Send one whole answer."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """Send a blank now and then, so that no single wait is long."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(SLOW * 10):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()

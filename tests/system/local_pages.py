"""A web server on loopback for pages of a test's own, under as many host names as it needs."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


@dataclass
class Pages:
    """Pages by path, with headers of their own."""

    port: int = 0
    bodies: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)

    def put(self, path: str, body: str | bytes, **headers: str) -> None:
        """Serve `body` at `path`; underscores in header names stand for hyphens."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.bodies[path] = (data, named)

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        """Return a page's address."""
        return f"http://{host}:{self.port}{path}"


@contextlib.contextmanager
def local_pages() -> Iterator[Pages]:
    """Serve pages until the block ends."""
    pages = Pages()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, headers = pages.bodies.get(self.path.partition("?")[0], (b"", {}))
            suffix = "." + self.path.partition("?")[0].rpartition(".")[2]
            self.send_response(200 if body else 404)
            kind = TYPES.get(suffix, "text/html")
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output to itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pages.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""The address under which a reader has reached the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request


def home_of(request: Request) -> str:
    """Return scheme and host as the reader's program used them, a proxy's TLS counted."""
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    return f"{'https' if scheme == 'https' else 'http'}://{request.headers['host']}"

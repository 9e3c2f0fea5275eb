"""Which pages of other origins may read answers: those that were named, and nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from fastapi.middleware import Middleware
from fastapi.middleware.cors import CORSMiddleware

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY_INSTALLATION: Final = ("moz-extension://*", "chrome-extension://*")
"""Extensions have an origin of their own; in Firefox another one on every machine."""
HEADERS: Final = ("Authorization", "Content-Type", "Accept-Language", "X-Coach-Client")


def cors_layer(origins: Sequence[str]) -> list[Middleware]:
    """Return the layer that answers preflights and names origins; none where none was named."""
    if not origins:
        return []
    schemes = [name.removesuffix("*") for name in origins if name in ANY_INSTALLATION]
    regex = "|".join(rf"{re.escape(scheme)}[0-9a-z-]{{32,36}}" for scheme in schemes)
    layer = Middleware(
        CORSMiddleware,
        allow_origins=[name for name in origins if name not in ANY_INSTALLATION],
        allow_origin_regex=regex or None,
        allow_private_network=True,
        allow_methods=["GET", "POST"],
        allow_headers=list(HEADERS),
        expose_headers=["Retry-After"],
    )
    return [layer]

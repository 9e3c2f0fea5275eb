"""The sentences of the service, in German and English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from coach.messages import Messages, load_messages


@cache
def sentences() -> Messages:
    """Return the service's sentences."""
    return load_messages(Path(__file__).with_name("messages.toml"))

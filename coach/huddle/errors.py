"""What can go wrong on purpose when a kit is made, read or printed, in both languages."""

from __future__ import annotations

from pathlib import Path

from coach.said import SaidError


class HuddleError(SaidError):
    """A kit that cannot be made, read or printed."""

    sentences = Path(__file__).with_name("errors.toml")

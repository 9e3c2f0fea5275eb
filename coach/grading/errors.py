"""What can be wrong with samples and grades, said in both languages."""

from __future__ import annotations

from pathlib import Path

from coach.said import SaidError


class GradingError(SaidError):
    """A sample that cannot be drawn, or grades that cannot be read."""

    sentences = Path(__file__).with_name("errors.toml")

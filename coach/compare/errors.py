"""Why two audits cannot be compared, said in both languages."""

from __future__ import annotations

from pathlib import Path

from coach.said import SaidError


class CompareError(SaidError):
    """Two audits that cannot be compared."""

    sentences = Path(__file__).with_name("errors.toml")

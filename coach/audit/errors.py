"""What can end an audit on purpose, said in both languages."""

from __future__ import annotations

from pathlib import Path

from coach.said import SaidError


class AuditError(SaidError):
    """An audit that cannot run, go on or be read."""

    sentences = Path(__file__).with_name("messages.toml")


class AuditCancelledError(AuditError):
    """Somebody stopped it; what is finished stays, and the same command goes on."""

    def __init__(self) -> None:
        super().__init__("cancelled")

"""Redaction: what is personal leaves a text and can be put back. It exists once, here."""

from __future__ import annotations

from coach.privacy.entity import KINDS, Entity, Kind, Redacted
from coach.privacy.redact import redact, redact_all, restore

__all__ = ["KINDS", "Entity", "Kind", "Redacted", "redact", "redact_all", "restore"]

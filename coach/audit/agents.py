"""Pseudonyms of agents: the same person has the same one in every audit of a house.

A keyed HMAC, so that nobody without the key can find out who is meant by trying names. The key lies
in the data folder, readable by its owner alone.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.audit.errors import AuditError
from coach.store import data_directory

KEY_NAME: Final = "pseudonyms.key"
KEY_BYTES: Final = 32
PREFIX: Final = "agent-"
_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Gives agents their pseudonyms; with `reveal` they keep their names."""

    key: bytes
    reveal: bool = False

    def of(self, agent: str | None) -> str | None:
        """Return what stands for an agent in everything that is written."""
        plain = " ".join((agent or "").split())
        if not plain:
            return None
        return plain if self.reveal else self.pseudonym(plain)

    def pseudonym(self, agent: str) -> str:
        """Return the pseudonym of a name, whatever its case."""
        name = " ".join(agent.split()).casefold().encode("utf-8", "surrogatepass")
        digest = hmac.digest(self.key, name, "sha256")
        return PREFIX + base64.b32encode(digest).decode().lower()[:_LENGTH]

    @property
    def fingerprint(self) -> str:
        """Tell keys apart without giving them away."""
        return hmac.digest(self.key, b"fingerprint", "sha256").hex()[:16]


def load_pseudonyms(*, reveal: bool = False, folder: Path | None = None) -> Pseudonyms:
    """Read the key, or make one when there is none.

    Raises:
        AuditError: the key cannot be read or made.
    """
    path = (folder or data_directory()) / KEY_NAME
    try:
        if not path.exists():
            _make(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise AuditError("key", path=path, error=error) from error
    if len(key) != KEY_BYTES:
        raise AuditError("key", path=path, error=f"{len(key)} bytes")
    return Pseudonyms(key, reveal)


def _make(path: Path) -> None:
    """Make a key; when two make one at once, the first stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(KEY_BYTES) + "\n")
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # somebody else was faster, and their key counts
            path.hardlink_to(partial)
    finally:
        partial.unlink()

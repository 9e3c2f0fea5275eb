"""By which rules an audit reads and redacts, as one digest: better rules make a new run."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Final

REVISION: Final = 2
"""Counts changes of how exports are read and turns are cut, which no data file shows."""
PACKAGES: Final = ("coach.privacy", "coach.text", "coach.audit")
_WORDS: Final = frozenset({"messages.toml", "formula.toml"})
"""Sentences for people; they decide nothing."""


@cache
def rules_digest() -> str:
    """Return the digest of the revision and of every data file that decides what is written."""
    found = blake2b(str(REVISION).encode(), digest_size=16)
    for package in PACKAGES:
        for entry in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".toml") and entry.name not in _WORDS:
                found.update(f"{package}/{entry.name}\0".encode())
                found.update(entry.read_bytes())
    return found.hexdigest()

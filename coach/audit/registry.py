"""The store's list of audits, so that they can be found, kept for a time and forgotten."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
from typing import TYPE_CHECKING

from coach.store import open_store
from coach.store.audits import AuditRecord, AuditRepository, Reveal

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audit.manifest import Manifest


def register(manifest: Manifest, folder: Path, *, database: str | None, owner_role: str) -> None:
    """Put a run into the store's list, and note there when pseudonyms were lifted.

    Raises:
        StoreError: the database cannot be opened.
    """
    repository = AuditRepository(open_store(database))
    try:
        repository.put(_record(manifest, folder, owner_role))
        if manifest.revealed and not _is_logged(repository, manifest):
            repository.log_reveal(
                Reveal(
                    run=manifest.run,
                    folder=str(folder.resolve()),
                    revealed_by=manifest.revealed["by"],
                    revealed=dt.datetime.fromisoformat(manifest.revealed["at"]),
                )
            )
    finally:
        repository.close()


def revealed_now(who: str | None = None) -> dict[str, str]:
    """Return what a manifest says of pseudonyms lifted now; `who` is the system's user if None."""
    return {
        "by": (who or _user())[:80],
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _record(manifest: Manifest, folder: Path, owner_role: str) -> AuditRecord:
    finished = dt.datetime.fromisoformat(manifest.finished) if manifest.finished else None
    return AuditRecord(
        id=manifest.run,
        name=folder.resolve().name or "audit",
        folder=str(folder.resolve()),
        state="done" if manifest.state == "done" else "running",
        done=sum(chunk.turns for chunk in manifest.chunks),
        total=manifest.planned["turns"],
        created=dt.datetime.fromisoformat(manifest.created),
        finished=finished,
        owner_role=owner_role,
        job=json.dumps({"by": "command line"}),
    )


def _is_logged(repository: AuditRepository, manifest: Manifest) -> bool:
    return any(one.run == manifest.run for one in repository.reveals())

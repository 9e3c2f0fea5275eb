"""Remove audits that are older than a house wants to keep them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from coach.audit.folder import remove_audit
from coach.audit.manifest import read_manifest
from coach.store.audits import AuditRepository
from coach.store.decisions import DecisionRepository
from coach.store.sheets import SheetRepository

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from coach.store.audits import AuditRecord


def expired(engine: Engine, *, days: int, now: dt.datetime) -> list[AuditRecord]:
    """Return the audits that were made more than `days` days before `now`."""
    limit = now - dt.timedelta(days=days)
    return [one for one in AuditRepository(engine).all() if one.created < limit]


def forget(engine: Engine, record: AuditRecord) -> bool:
    """Remove an audit's files, its row, the decisions about it and what was said on its sheets.

    Returns False where the folder no longer holds this audit: then only the store forgets it.
    """
    folder = Path(record.folder)
    manifest = read_manifest(folder) if folder.is_dir() else None
    ours = manifest is not None
    if ours:
        remove_audit(folder)
    for run in {record.id, *((manifest.run,) if manifest else ())}:
        DecisionRepository(engine).erase_run(run)
        SheetRepository(engine).erase_run(run)
    AuditRepository(engine).remove(record.id)
    return ours

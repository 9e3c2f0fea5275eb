"""One file with everything: the store's rows, the key for pseudonyms, and every audit.

Rows are written as JSON, so that a backup of SQLite can be brought back into PostgreSQL and the
other way round. SQLite is copied by its own online backup first, so that a service may go on
writing meanwhile; PostgreSQL is read in one transaction.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from alembic.migration import MigrationContext
from sqlalchemy import create_engine, func, select

from coach.audit.agents import KEY_NAME
from coach.audit.folder import files_of
from coach.said import SaidError
from coach.store.audits import AuditRepository
from coach.store.engine import upgrade
from coach.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Table

FORM: Final = "empathy-coach/backup/1"
AUDITS: Final = "audits"


class BackupError(SaidError):
    """A backup that cannot be brought back."""

    sentences = Path(__file__).with_name("messages.toml")


def back_up(engine: Engine, data: Path, target: Path) -> dict[str, int]:
    """Write a backup that its owner alone can read; return how many rows and audits it holds."""
    partial = target.with_name(f".{target.name}.part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as archive:
            rows = _add_store(archive, engine)
            if (data / KEY_NAME).is_file():
                archive.add(data / KEY_NAME, arcname=KEY_NAME)
            audits = _add_audits(archive, engine)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return {"rows": rows, "audits": audits}


def restore(engine: Engine, data: Path, source: Path) -> dict[str, int]:
    """Bring a backup back into an empty store; audits go below the data folder.

    Raises:
        BackupError: it is not there, it is no backup, or there is something in the store already.
    """
    if not source.is_file():
        raise BackupError("not-there", path=source)
    _require_empty(engine)
    try:
        with tarfile.open(source, "r:gz") as archive:
            head = json.loads(_read(archive, "backup.json"))
            if head.get("form") != FORM:
                raise BackupError("no-backup", path=source, error=head.get("form"))
            rows = _load_store(archive, engine, head["revision"], data)
            audits = _extract(archive, data)
    except (tarfile.TarError, OSError, KeyError, ValueError) as error:
        raise BackupError("no-backup", path=source, error=error) from error
    return {"rows": rows, "audits": audits}


def _add_store(archive: tarfile.TarFile, engine: Engine) -> int:
    count = 0
    with _snapshot(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        head = {"form": FORM, "revision": revision, "made": made}
        _add(archive, "backup.json", json.dumps(head).encode())
        for table in Base.metadata.sorted_tables:
            lines = [json.dumps(row) for row in _dump(connection, table)]
            _add(archive, f"store/{table.name}.jsonl", "\n".join(lines).encode())
            count += len(lines)
    return count


@contextlib.contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose view of the store does not change."""
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            isolated = connection.execution_options(isolation_level="REPEATABLE READ")
            with isolated.begin():
                yield isolated
        return
    with tempfile.TemporaryDirectory(prefix="coach-backup-") as folder:
        copy = Path(folder) / "coach.db"
        source = engine.raw_connection()
        try:
            with contextlib.closing(sqlite3.connect(copy)) as target:
                source.driver_connection.backup(target)  # type: ignore[union-attr]
        finally:
            source.close()
        copied = create_engine(f"sqlite:///{copy}")
        try:
            with copied.connect() as connection:
                yield connection
        finally:
            copied.dispose()


def _dump(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value


def _add_audits(archive: tarfile.TarFile, engine: Engine) -> int:
    count = 0
    for record in AuditRepository(engine).all():
        folder = Path(record.folder)
        found = list(files_of(folder)) if folder.is_dir() else []
        for path in found:
            inside = path.relative_to(folder).as_posix()
            archive.add(path, arcname=f"{AUDITS}/{record.id}/{inside}")
        count += bool(found)
    return count


def _require_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise BackupError("not-empty", table=table.name)


def _load_store(archive: tarfile.TarFile, engine: Engine, revision: str, data: Path) -> int:
    """Insert all rows; a backup from an older version is brought up to date first."""
    count = 0
    upgrade(engine, revision)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            rows = [
                _typed(table, json.loads(line))
                for line in _read(archive, f"store/{table.name}.jsonl").decode().splitlines()
            ]
            if table.name == AUDITS:
                rows = [{**row, "folder": str(data / AUDITS / row["id"])} for row in rows]
            if rows:
                connection.execute(table.insert(), rows)
            count += len(rows)
        _reset_sequences(connection)
    return count


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type.python_type, row[name]) for name in row}


def _value(kind: type, value: Any) -> Any:  # noqa: ANN401 - one value of any column
    if value is None:
        return None
    if kind is bytes:
        return base64.b64decode(value)
    if kind is dt.datetime:
        return dt.datetime.fromisoformat(value)
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    return value


def _reset_sequences(connection: Connection) -> None:
    """Let PostgreSQL go on counting behind the ids that were brought back."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            name = func.pg_get_serial_sequence(table.name, column.name)
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(name, highest, False)))  # noqa: FBT003 - PostgreSQL's own argument


def _extract(archive: tarfile.TarFile, data: Path) -> int:
    """Put the key and the audits below the data folder; nothing else, nowhere else."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    audits = set()
    for member in archive:
        parts = PurePosixPath(member.name).parts
        if not member.isfile() or ".." in parts:
            continue
        if member.name == KEY_NAME or (parts[0] == AUDITS and len(parts) > 2):
            archive.extract(member, data, filter="data")
            audits |= {parts[1]} if parts[0] == AUDITS else set()
    if (data / KEY_NAME).exists():
        (data / KEY_NAME).chmod(0o600)
    return len(audits)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    archive.addfile(member, io.BytesIO(content))


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    with found:
        return found.read()

"""Open the database and bring it to the current schema."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from coach.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def data_directory() -> Path:
    """Return the folder for everything kept on disk: `COACH_DATA`, or the user's data folder."""
    chosen = os.environ.get("COACH_DATA")
    return Path(chosen) if chosen else Path.home() / ".local" / "share" / "empathy-coach"


def default_url() -> str:
    """Return the address of the SQLite file that is used when nothing else is configured."""
    return URL.create("sqlite", database=str(data_directory() / "coach.db")).render_as_string()


def is_kept(url: str | None = None) -> bool:
    """Tell whether there is something to open: a file that exists, or another kind of database.

    Raises:
        StoreError: the address is malformed.
    """
    address = _parse(url or default_url())
    if address.get_backend_name() != "sqlite":
        return True
    return address.database is not None and Path(address.database).is_file()


def open_store(url: str | None = None) -> Engine:
    """Open the database at `url` (SQLite in the data folder by default) with today's schema.

    Raises:
        StoreError: the address is malformed, its driver is missing, or it cannot be reached.
    """
    address = _parse(url or default_url())
    shown = address.render_as_string(hide_password=True)
    try:
        _prepare_folder(address)
        engine = create_engine(address, pool_pre_ping=address.get_backend_name() != "sqlite")
    except (ImportError, NoSuchModuleError) as error:
        message = f"The database {shown} needs a driver that is not installed: {error}."
        raise StoreError(message) from error
    except OSError as error:
        message = (
            f"The folder of {shown} cannot be made: {error}. Set COACH_DATA or COACH_DATABASE."
        )
        raise StoreError(message) from error
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
    try:
        upgrade(engine)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        message = f"The database {shown} cannot be opened: {error}. Check COACH_DATABASE."
        raise StoreError(message) from error
    return engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, the newest by default."""
    from alembic import command

    with _migrating(engine) as config:
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to an older revision, or to `base`."""
    from alembic import command

    with _migrating(engine) as config:
        command.downgrade(config, revision)


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    """Open one transaction and hand Alembic's settings for it."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        yield config


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        message = (
            "The database address cannot be read. "
            "Write it like sqlite:////var/lib/coach/coach.db or postgresql://user@host/coach."
        )
        raise StoreError(message) from error


def _prepare_folder(address: URL) -> None:
    """Make the folder of an SQLite file, readable by its owner alone."""
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        Path(str(address.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _tune_sqlite(connection: object, _record: object) -> None:
    """Let readers and the writer work side by side, and wait for a lock instead of failing."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("foreign_keys=ON", "busy_timeout=5000", "journal_mode=WAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()

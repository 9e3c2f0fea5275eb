"""What several repositories do with a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import DeclarativeBase


def add_new(engine: Engine, row: DeclarativeBase) -> bool:
    """Add a row in a transaction of its own; return False where its key is there already."""
    try:
        with Session(engine) as session, session.begin():
            session.add(row)
    except IntegrityError:
        return False
    return True

"""The SQL about tokens; nothing else reads or writes their table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.store.tables import TokenRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Engine


class TokenRepository:
    """Rows of the tokens table, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, row: TokenRow) -> bool:
        """Insert a token; return False when its name is taken."""
        try:
            with self._session() as session, session.begin():
                session.add(row)
        except IntegrityError:
            return False
        return True

    def all(self) -> Sequence[TokenRow]:
        """Return every token, the oldest first."""
        with self._session() as session:
            return session.scalars(select(TokenRow).order_by(TokenRow.id)).all()

    def by_selector(self, selector: str) -> TokenRow | None:
        """Return the token with this public part, if there is one."""
        with self._session() as session:
            return session.scalar(select(TokenRow).where(TokenRow.selector == selector))

    def has_active(self) -> bool:
        """Tell whether any token can be used."""
        query = select(TokenRow.id).where(TokenRow.revoked.is_(None)).limit(1)
        with self._session() as session:
            return session.scalar(query) is not None

    def mark_used(self, token_id: int, day: dt.date) -> None:
        """Note the day of the last use."""
        with self._session() as session, session.begin():
            row = session.get(TokenRow, token_id)
            if row is not None:
                row.last_used = day

    def revoke(self, name: str, day: dt.date) -> TokenRow | None:
        """Revoke a token by its name; a token revoked before keeps its day."""
        with self._session() as session, session.begin():
            row = session.scalar(select(TokenRow).where(TokenRow.name == name))
            if row is not None and row.revoked is None:
                row.revoked = day
            return row

    def _session(self) -> Session:
        return Session(self._engine, expire_on_commit=False)

"""The SQL about audits and about who lifted pseudonyms; nothing else touches their tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from coach.store.tables import AuditRow, RevealRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

AuditState = Literal["waiting", "running", "done", "failed", "cancelled"]
STATES: tuple[AuditState, ...] = get_args(AuditState)
UNFINISHED: Final[tuple[AuditState, ...]] = ("waiting", "running")
MAX_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One audit as the store knows it.

    `job` holds, as JSON, what it takes to run it again; `problem` is None or the sentence that
    says why it failed; `created` and `finished` are in UTC.
    """

    id: str
    name: str
    folder: str
    state: AuditState
    done: int
    total: int
    created: dt.datetime
    finished: dt.datetime | None
    owner_role: str
    job: str = "{}"
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Reveal:
    """One lifting of pseudonyms."""

    run: str
    folder: str
    revealed_by: str
    revealed: dt.datetime


class AuditRepository:
    """Rows of the audits and reveals tables, one short transaction a call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, record: AuditRecord) -> None:
        """Insert an audit, or replace the one of the same id."""
        with Session(self._engine) as session, session.begin():
            session.merge(
                AuditRow(
                    id=record.id,
                    name=record.name[:MAX_NAME],
                    folder=record.folder,
                    state=record.state,
                    done=record.done,
                    total=record.total,
                    created=record.created,
                    finished=record.finished,
                    owner_role=record.owner_role,
                    job=record.job,
                    problem=record.problem,
                )
            )

    def all(self) -> list[AuditRecord]:
        """Return every audit, the newest first."""
        query = select(AuditRow).order_by(AuditRow.created.desc(), AuditRow.id)
        with Session(self._engine) as session:
            return [_record(row) for row in session.scalars(query)]

    def get(self, id: str) -> AuditRecord | None:
        """Return one audit, or None."""
        with Session(self._engine) as session:
            row = session.get(AuditRow, id)
            return _record(row) if row else None

    def in_states(self, states: Sequence[AuditState]) -> list[AuditRecord]:
        """Return the audits in some states, the oldest first."""
        query = (
            select(AuditRow)
            .where(AuditRow.state.in_(states))
            .order_by(AuditRow.created, AuditRow.id)
        )
        with Session(self._engine) as session:
            return [_record(row) for row in session.scalars(query)]

    def change(self, id: str, **values: object) -> bool:
        """Set some columns of an audit; return False where there is none."""
        query = update(AuditRow).where(AuditRow.id == id).values(**values).returning(AuditRow.id)
        with Session(self._engine) as session, session.begin():
            return session.execute(query).first() is not None

    def remove(self, id: str) -> None:
        """Forget an audit."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(AuditRow).where(AuditRow.id == id))

    def log_reveal(self, reveal: Reveal) -> None:
        """Note who lifted pseudonyms."""
        with Session(self._engine) as session, session.begin():
            session.add(
                RevealRow(
                    run=reveal.run,
                    folder=reveal.folder,
                    revealed_by=reveal.revealed_by,
                    revealed=reveal.revealed,
                )
            )

    def reveals(self) -> list[Reveal]:
        """Return every lifting of pseudonyms, the oldest first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(RevealRow).order_by(RevealRow.id)).all()
        return [Reveal(row.run, row.folder, row.revealed_by, _aware(row.revealed)) for row in rows]

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _record(row: AuditRow) -> AuditRecord:
    return AuditRecord(
        id=row.id,
        name=row.name,
        folder=row.folder,
        state=cast("AuditState", row.state),
        done=row.done,
        total=row.total,
        created=_aware(row.created),
        finished=_aware(row.finished) if row.finished else None,
        owner_role=row.owner_role,
        job=row.job,
        problem=row.problem,
    )


def _aware(time: dt.datetime) -> dt.datetime:
    """Read a time back in UTC: SQLite forgets the zone."""
    return time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)

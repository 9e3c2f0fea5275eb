"""The tables, as SQLAlchemy maps them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, Index, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(naming_convention=NAMING)


class TokenRow(Base):
    """One access token, hashed. Days, not times: nothing here tells when somebody worked."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    selector: Mapped[str] = mapped_column(String(16), unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    role: Mapped[str] = mapped_column(String(16))
    agent: Mapped[str | None] = mapped_column(String(80))
    team: Mapped[str | None] = mapped_column(String(80))
    created: Mapped[dt.date]
    last_used: Mapped[dt.date | None]
    revoked: Mapped[dt.date | None]


class FeedbackRow(Base):
    """How often an action was taken on suggestions of one source on one day; nobody, no text."""

    __tablename__ = "suggestion_feedback"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    action: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]


class AuditRow(Base):
    """One bulk audit: where its results lie, how far it is, and what it takes to go on with it."""

    __tablename__ = "audits"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    folder: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    done: Mapped[int]
    total: Mapped[int]
    created: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    finished: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    owner_role: Mapped[str] = mapped_column(String(16))
    job: Mapped[str] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)


class DecisionRow(Base):
    """What a person decided about one dimension of one turn; the machine's level stays beside it.

    Rows are only added: the newest of a turn and dimension holds, the others are its history.
    """

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_run_turn", "run", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(32))
    turn: Mapped[str] = mapped_column(String(200))
    dimension: Mapped[str] = mapped_column(String(16))
    machine: Mapped[int | None]
    human: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    agent: Mapped[str | None] = mapped_column(String(80))
    decided_by: Mapped[str] = mapped_column(String(80))
    decided: Mapped[dt.date]


class RevealRow(Base):
    """Who lifted the pseudonyms of an audit's agents, and when."""

    __tablename__ = "reveals"

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(32))
    folder: Mapped[str] = mapped_column(Text)
    revealed_by: Mapped[str] = mapped_column(String(80))
    revealed: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class HuddleRow(Base):
    """One huddle: its week (a Monday), its focus, and how often that was seen then.

    `team` is "" for everybody. `share`, `low` and `high` lie between 0 and 1, NULL where there were
    too few replies.
    """

    __tablename__ = "huddles"

    week: Mapped[dt.date] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(String(80), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    behaviour: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    run: Mapped[str | None] = mapped_column(String(32))
    minutes: Mapped[int]
    share: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    occasions: Mapped[int]

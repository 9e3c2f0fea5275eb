"""Audits, people's decisions about scores, and who lifted pseudonyms.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "audits",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_role", sa.String(16), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audits"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("turn", sa.String(200), nullable=False),
        sa.Column("dimension", sa.String(16), nullable=False),
        sa.Column("machine", sa.Integer(), nullable=True),
        sa.Column("human", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("agent", sa.String(80), nullable=True),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("decided", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_run_turn", "decisions", ["run", "turn"])
    op.create_table(
        "reveals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("revealed_by", sa.String(80), nullable=False),
        sa.Column("revealed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reveals"),
    )


def downgrade() -> None:
    """Drop the three tables."""
    op.drop_table("reveals")
    op.drop_index("ix_decisions_run_turn", "decisions")
    op.drop_table("decisions")
    op.drop_table("audits")

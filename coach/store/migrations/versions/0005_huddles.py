"""Huddles: which behaviour was the focus of which week.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the huddles table."""
    op.create_table(
        "huddles",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("team", sa.String(80), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("behaviour", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("run", sa.String(32), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("occasions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "team", "language", name="pk_huddles"),
    )


def downgrade() -> None:
    """Drop the huddles table."""
    op.drop_table("huddles")

"""What agents share of their practice.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "practice_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(80), nullable=False),
        sa.Column("team", sa.String(80), nullable=True),
        sa.Column("shared", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_practice_shares"),
    )
    op.create_index("ix_practice_shares_agent", "practice_shares", ["agent"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index("ix_practice_shares_agent", "practice_shares")
    op.drop_table("practice_shares")

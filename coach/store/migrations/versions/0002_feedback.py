"""Counts of what became of suggestions.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the feedback table."""
    op.create_table(
        "suggestion_feedback",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "source", "action", name="pk_suggestion_feedback"),
    )


def downgrade() -> None:
    """Drop the feedback table."""
    op.drop_table("suggestion_feedback")

"""Which coaching sheets their agents have opened, and what they say to them.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "coaching_sheets",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("agent", sa.String(80), nullable=False),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run", "agent", name="pk_coaching_sheets"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("coaching_sheets")

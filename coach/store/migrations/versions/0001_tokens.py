"""Access tokens.

Revision ID: 0001
Revises: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the tokens table."""
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("selector", sa.String(16), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("agent", sa.String(80), nullable=True),
        sa.Column("team", sa.String(80), nullable=True),
        sa.Column("created", sa.Date(), nullable=False),
        sa.Column("last_used", sa.Date(), nullable=True),
        sa.Column("revoked", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("name", name="uq_tokens_name"),
        sa.UniqueConstraint("selector", name="uq_tokens_selector"),
    )


def downgrade() -> None:
    """Drop the tokens table."""
    op.drop_table("tokens")

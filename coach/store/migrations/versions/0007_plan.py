"""The loyalty plan: its entries, and the counts of the pulse.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "plan_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(80), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("measure", sa.String(40), nullable=True),
        sa.Column("before", sa.Double(), nullable=True),
        sa.Column("proposed_by", sa.String(80), nullable=True),
        sa.Column("created", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_items"),
    )
    op.create_index("ix_plan_items_kind", "plan_items", ["kind"])
    op.create_table(
        "plan_pulse",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "question", "answer", name="pk_plan_pulse"),
    )


def downgrade() -> None:
    """Drop the two tables."""
    op.drop_table("plan_pulse")
    op.drop_index("ix_plan_items_kind", "plan_items")
    op.drop_table("plan_items")

"""What agents agree to in huddles; which ideas stand in the house rules, and since when.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table and the two columns."""
    op.create_table(
        "consents",
        sa.Column("agent", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(80), nullable=True),
        sa.Column("given", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "kind", name="pk_consents"),
    )
    with op.batch_alter_table("plan_items") as batch:
        batch.add_column(sa.Column("rule", sa.Text(), nullable=True))
        batch.add_column(sa.Column("rule_since", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop the columns and the table."""
    with op.batch_alter_table("plan_items") as batch:
        batch.drop_column("rule_since")
        batch.drop_column("rule")
    op.drop_table("consents")

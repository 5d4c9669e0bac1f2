"""What failed by itself, and when it is tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "failures",
        sa.Column("part", sa.String(10), primary_key=True),
        sa.Column("item", sa.Text(), primary_key=True),
        sa.Column("feed", sa.Integer(), sa.ForeignKey("feeds.id", ondelete="CASCADE"), index=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first", sa.DateTime(), nullable=False),
        sa.Column("last", sa.DateTime(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=False),
    )

"""Chats that people set up from private ones, what they change, whom operators keep out, and counts by day."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "connections",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("other", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
    )
    op.create_index("acts_of_chat", "acts", ["chat", "id"])
    op.create_index("ix_acts_at", "acts", ["at"])
    op.create_index("ix_acts_person", "acts", ["person"])
    op.create_table(
        "blocks",
        sa.Column("platform", sa.String(20), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )

"""Quiet hours and pauses of chats; which messages somebody asked for, so that quiet hours do not hold them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables and add the column: what waits already was asked for by nobody."""
    op.create_table(
        "quiet_hours",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("begins", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "pauses",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime()),
    )
    op.add_column("outbox", sa.Column("asked", sa.Boolean(), nullable=False, server_default="0"))

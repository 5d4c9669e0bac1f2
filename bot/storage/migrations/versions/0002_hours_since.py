"""Since when a chat's hours hold: without it, hours that were just set would have a digest due for a past one."""

import sqlalchemy as sa

from bot.storage.migrations.half_done import add_column

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; hours of older chats hold since their subscription."""
    add_column("chats", sa.Column("hours_since", sa.DateTime(), nullable=True))

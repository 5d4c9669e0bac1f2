"""How long a chat's digests are, and which earlier message a message answers."""

import sqlalchemy as sa

from bot.storage.migrations.half_done import add_column

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add both columns; older chats keep what the operator set, older messages answer none."""
    add_column("chats", sa.Column("size", sa.String(10), nullable=True))
    add_column("outbox", sa.Column("reply_to", sa.BigInteger(), nullable=True))

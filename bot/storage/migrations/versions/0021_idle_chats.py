"""Until when no digest of a chat is due, so that a tick looks at none of those that wait for their hour."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the column, and find by it; empty: nobody has looked yet."""
    op.add_column("chats", sa.Column("idle_until", sa.DateTime()))
    op.create_index("ix_chats_idle_until", "chats", ["idle_until"])

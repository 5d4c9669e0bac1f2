"""In which folder a chat keeps a feed, and indexes that tell how feeds do without reading the entries' texts."""

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.half_done import add_column

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Feeds followed so far are in no folder; the new indexes begin like those that they replace."""
    add_column("chat_feeds", sa.Column("topics", sa.JSON(), nullable=False, server_default="[]"))
    op.drop_index("ix_entries_feed", "entries", if_exists=True)
    op.drop_index("ix_entries_story", "entries", if_exists=True)
    op.create_index("entries_by_feed", "entries", ["feed", "seen", "published", "story", "backlog"], if_not_exists=True)
    op.create_index("entries_by_story", "entries", ["story", "feed", "seen", "backlog"], if_not_exists=True)

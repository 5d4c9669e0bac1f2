"""In which folder a chat keeps a feed, and indexes that tell how feeds do without reading the entries' texts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Feeds followed so far are in no folder; the new indexes begin like those that they replace."""
    op.add_column("chat_feeds", sa.Column("topics", sa.JSON(), nullable=False, server_default="[]"))
    op.drop_index("ix_entries_feed", "entries")
    op.drop_index("ix_entries_story", "entries")
    op.create_index("entries_by_feed", "entries", ["feed", "seen", "published", "story", "backlog"])
    op.create_index("entries_by_story", "entries", ["story", "feed", "seen", "backlog"])

"""What a story is about, and how rare that is."""

import sqlalchemy as sa

from bot.storage.migrations.half_done import add_column

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add both columns; older stories know it when their next entry comes."""
    add_column("stories", sa.Column("names", sa.JSON(), nullable=False, server_default="[]"))
    add_column("stories", sa.Column("rarity", sa.Float(), nullable=False, server_default="0.5"))

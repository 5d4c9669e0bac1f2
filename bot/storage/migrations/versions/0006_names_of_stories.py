"""What a story is about, and how rare that is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add both columns; older stories know it when their next entry comes."""
    op.add_column("stories", sa.Column("names", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("stories", sa.Column("rarity", sa.Float(), nullable=False, server_default="0.5"))

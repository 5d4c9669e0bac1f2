"""Up to which id of a chat messages of ours may stand that nobody could find: no search looks there."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column; of what was given up before, nothing was written down."""
    op.add_column("chats", sa.Column("unknown_up_to", sa.BigInteger(), nullable=False, server_default="0"))

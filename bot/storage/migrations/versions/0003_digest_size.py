"""How long a chat's digests are, and which earlier message a message answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add both columns; older chats keep what the operator set, older messages answer none."""
    op.add_column("chats", sa.Column("size", sa.String(10), nullable=True))
    op.add_column("outbox", sa.Column("reply_to", sa.BigInteger(), nullable=True))

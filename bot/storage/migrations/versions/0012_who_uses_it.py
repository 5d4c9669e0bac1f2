"""Who added a feed, who subscribed a chat, and who acted within a week: for quotas and counts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add columns and table; who did what until now was not written down, and counts for nobody."""
    op.add_column("chats", sa.Column("subscribed_by", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("chat_feeds", sa.Column("added_by", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("chat_feeds_added_by", "chat_feeds", ["added_by"])
    op.create_table(
        "people",
        sa.Column("person", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sqlite_with_rowid=False,
    )

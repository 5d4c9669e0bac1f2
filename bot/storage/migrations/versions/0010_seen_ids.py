"""Which ids the messages in our chats have."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table, with what is known already."""
    op.create_table(
        "seen_ids",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO seen_ids (chat, id) SELECT chat, sent_id FROM outbox WHERE sent_id IS NOT NULL "
        "UNION SELECT id, last_seen_id FROM chats WHERE last_seen_id > 0"
    )

"""What people asked goes by time, and by whose it is; what is known of chats that are gone; pictures and sound."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the columns and tables; what stands behind buttons now counts as kept since now."""
    op.add_column("recent", sa.Column("kept", sa.DateTime()))
    op.add_column("recent", sa.Column("person", sa.Text(), nullable=False, server_default=""))
    recent = sa.table("recent", sa.column("place", sa.Text), sa.column("kept", sa.DateTime))
    asked = recent.c.place.startswith("asked:") | recent.c.place.startswith("offers:")
    op.execute(sa.update(recent).where(asked).values(kept=datetime.now(UTC).replace(tzinfo=None)))
    op.create_table(
        "absences",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("noted", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "entry_media",
        sa.Column("entry", sa.Integer(), sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("audio", sa.Text(), nullable=False),
        sa.Column("video", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
    )
    op.add_column("outbox", sa.Column("preview", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "chat_previews",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
    )

"""What feeds say now of entries that were quoted, who is to hear of it, and the days that quoted sentences name."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def _reference(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Make the tables, and the index by which the readers of a story are found."""
    op.create_index("told_story", "told", ["story"])
    op.create_table(
        "rewritten",
        sa.Column("entry", sa.Integer(), sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "correction_notices",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        _reference("chat", "chats"),
        _reference("digest", "digests"),
        _reference("story", "stories"),
        _reference("entry", "entries"),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("now_start", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("told", sa.DateTime()),
    )
    op.create_index("ix_correction_notices_entry", "correction_notices", ["entry"])
    op.create_index("ix_correction_notices_told", "correction_notices", ["told"])
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        _reference("chat", "chats"),
        _reference("digest", "digests"),
        _reference("story", "stories"),
        _reference("entry", "entries"),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("chat", "entry", "start"),
    )
    op.create_index("ix_promises_due", "promises", ["due"])
    op.create_table(
        "chat_promises",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("wanted", sa.Boolean(), nullable=False),
    )

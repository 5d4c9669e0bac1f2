"""What chats and people in them follow and mute, what they are told of at once, and what they liked."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def _of(name: str, target: str, *, key: bool) -> sa.Column[int]:
    there = sa.ForeignKey(f"{target}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer(), there, primary_key=key, nullable=False)


def upgrade() -> None:
    """Make the tables; a digest says whether it is an alert."""
    op.create_table(
        "rules",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        _of("chat", "chats", key=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("effect", sa.String(10), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime()),
        sa.UniqueConstraint("chat", "person", "key"),
    )
    op.create_index("rules_of_person", "rules", ["person"])
    op.create_index("rules_with_effect", "rules", ["effect", "chat"])
    op.create_table(
        "alerts",
        _of("chat", "chats", key=True),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
    )
    op.create_table(
        "alerted",
        _of("chat", "chats", key=True),
        sa.Column("person", sa.Text(), primary_key=True),
        _of("story", "stories", key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alerted_at", "alerted", ["at"])
    op.create_table(
        "votes",
        _of("chat", "chats", key=True),
        _of("story", "stories", key=True),
        sa.Column("more", sa.Boolean(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("digests", sa.Column("alert", sa.Boolean(), nullable=False, server_default="0"))

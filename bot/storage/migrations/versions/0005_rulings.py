"""What people ruled about stories."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table; nobody has ruled anything yet."""
    op.create_table(
        "rulings",
        sa.Column("chat", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("one", sa.Integer(), sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("other", sa.Integer(), sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )

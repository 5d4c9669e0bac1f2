"""
By which terms old stories are found, in the database instead of memory.

What is stored so far has its turn by the number of its entry. It goes into ``places`` while the bot runs, a little at a
time: here only the turns are made, a second for 300,000 entries.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "turns",
        sa.Column("entry", sa.Integer(), sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("turn", sa.Integer(), nullable=False),
    )
    op.execute("INSERT INTO turns(entry, turn) SELECT entry, entry FROM traces ORDER BY entry")
    op.create_index("ix_turns_turn", "turns", ["turn"])
    op.create_table(
        "places",
        sa.Column("key", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("stories", sa.LargeBinary(), nullable=False),
    )

"""A story counts as told once its message was sent; until then it is planned, and afterwards it is lost."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# What was written down as told, and a message that tells it is open or was never sent.
_UNTOLD = """
DELETE FROM told WHERE EXISTS (
    SELECT 1 FROM outbox, json_each(outbox.stories) AS one
    WHERE outbox.digest = told.digest AND one.value = told.story AND outbox.state <> 'sent')
"""
_PLANNED = """
INSERT INTO planned (digest, story, chat, carried, headline, quotes, at, lost)
SELECT told.digest, told.story, told.chat, told.story, stories.headline, told.quotes, told.at,
    max(outbox.state IN ('expired', 'refused', 'dropped'))
FROM told
JOIN stories ON stories.id = told.story
JOIN outbox ON outbox.digest = told.digest
JOIN json_each(outbox.stories) AS one ON one.value = told.story
WHERE outbox.state <> 'sent'
GROUP BY told.digest, told.story
"""


def upgrade() -> None:
    """What was written down as told although its message is open, or never came, is planned or lost from now on."""
    op.create_table(
        "planned",
        sa.Column("digest", sa.Integer(), sa.ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("story", sa.Integer(), sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
    )
    op.create_index("planned_chat_story", "planned", ["chat", "story"])
    op.create_index("planned_story", "planned", ["story"])
    op.execute(_PLANNED)
    op.execute(_UNTOLD)
    op.add_column("outbox", sa.Column("place", sa.Integer()))
    op.add_column("outbox", sa.Column("mended", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("chats", sa.Column("gone_since", sa.DateTime()))
    op.add_column("chats", sa.Column("admin", sa.BigInteger(), nullable=False, server_default="0"))

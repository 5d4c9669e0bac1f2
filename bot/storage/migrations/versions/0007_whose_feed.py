"""Whose a feed is, whether the operator shares it, and which server gave the marks for asking conditionally."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOVE = """
    INSERT INTO feeds_new (
        id, url, title, site, language, etag, modified, body_hash, interval, next_poll, last_poll, last_success,
        failures, error, retired, moved_to, moved_since, told, ttl, quiet, pages, marks_of, owner
    ) SELECT
        id, url, title, site, language, '', '', body_hash, interval, next_poll, last_poll, last_success,
        failures, error, retired, moved_to, moved_since, told, ttl, quiet, pages, '',
        CASE WHEN id NOT IN (SELECT feed FROM feed_headers) THEN 0 ELSE coalesce(
            (SELECT chat FROM chat_feeds WHERE chat_feeds.feed = feeds.id ORDER BY added, chat LIMIT 1), -1
        ) END
    FROM feeds
"""
# Who follows another chat's feed with headers gets the bare address, with what the feed has shown so far.
_BARE = """
    INSERT INTO feeds (
        url, title, site, language, etag, modified, body_hash, interval, next_poll, last_success,
        failures, error, moved_to, ttl, quiet, pages, marks_of, owner
    ) SELECT
        url, title, site, language, '', '', '', interval, next_poll, last_success,
        0, '', '', ttl, quiet, pages, '', 0
    FROM feeds AS own WHERE owner > 0
    AND EXISTS (SELECT 1 FROM chat_feeds WHERE chat_feeds.feed = own.id AND chat_feeds.chat <> own.owner)
"""
_SEEN = """
    INSERT INTO feed_keys (feed, key, seen) SELECT bare.id, key, seen
    FROM feeds AS own JOIN feeds AS bare ON bare.url = own.url AND bare.owner = 0 JOIN feed_keys ON feed = own.id
    WHERE own.owner > 0
"""
_PART = """
    UPDATE chat_feeds SET feed = bare.id
    FROM feeds AS own JOIN feeds AS bare ON bare.url = own.url AND bare.owner = 0
    WHERE own.id = chat_feeds.feed AND own.owner > 0 AND own.owner <> chat_feeds.chat
"""


def upgrade() -> None:
    """
    Let a feed with headers belong to the chat that followed it first, and the others follow the bare address.

    From which server a mark (ETag, Last-Modified) came was not written down: none is kept, and the next poll is
    unconditional.
    """
    op.create_table(
        "feeds_new",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("next_poll", sa.DateTime(), nullable=False),
        sa.Column("last_poll", sa.DateTime(), nullable=True),
        sa.Column("last_success", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("retired", sa.DateTime(), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("moved_since", sa.DateTime(), nullable=True),
        sa.Column("told", sa.DateTime(), nullable=True),
        sa.Column("ttl", sa.Float(), nullable=False),
        sa.Column("quiet", sa.Text(), nullable=False),
        sa.Column("pages", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=True),
        sa.Column("marks_of", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("url", "owner"),
    )
    op.execute(_MOVE)
    # other tables refer to the name: what stands in them is not touched, for references are not enforced here
    op.drop_table("feeds")
    op.rename_table("feeds_new", "feeds")
    op.create_index("ix_feeds_next_poll", "feeds", ["next_poll"])
    for statement in (_BARE, _SEEN, _PART):
        op.execute(statement)

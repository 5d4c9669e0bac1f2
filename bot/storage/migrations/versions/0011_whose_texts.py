"""Of which feed each sentence is, which feeds hold each word, and what there is of each feed."""

from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_MOST = 200
"""Characters of a list of feeds beyond which it need not grow."""
_AT_ONCE = 10_000


def upgrade() -> None:
    """Add columns and table, and fill them from what is stored."""
    op.add_column("passages", sa.Column("feed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("passage_words", sa.Column("feeds", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "feed_texts",
        sa.Column("feed", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.DateTime()),
        sa.Column("newest", sa.DateTime()),
    )
    # what it counted, feed_texts tells
    op.drop_index("passages_first", "passages")
    op.execute(
        """UPDATE passages SET feed = (SELECT feed FROM entries WHERE id = CAST(substr(passages.doc, 7) AS INTEGER))
           WHERE doc LIKE 'entry:%' AND CAST(substr(doc, 7) AS INTEGER) IN (SELECT id FROM entries)"""
    )
    op.execute(
        """INSERT INTO feed_texts(feed, documents, sentences)
           SELECT feed, sum(place = 0), count(*) FROM passages GROUP BY feed"""
    )
    op.execute(
        """INSERT INTO feed_texts(feed, documents, sentences, oldest, newest)
           SELECT feed, 0, 0, min(seen), max(seen) FROM entries WHERE true GROUP BY feed
           ON CONFLICT(feed) DO UPDATE SET oldest = excluded.oldest, newest = excluded.newest"""
    )
    _list_holders(op.get_bind())


def _list_holders(connection: sa.Connection) -> None:
    """The index has no texts, but it tells the places of each stem, stem by stem."""
    connection.execute(sa.text("CREATE VIRTUAL TABLE held_stems USING fts5vocab(passage_index, instance)"))
    held = connection.execute(
        sa.text("SELECT h.term, p.feed FROM held_stems h CROSS JOIN passages p ON p.id = h.doc")
    ).yield_per(_AT_ONCE)
    rows = []
    for stem, places in groupby(held, key=itemgetter(0)):
        listed = ""
        for feed in dict.fromkeys(feed for _, feed in places):
            listed += f" {feed}" if len(listed) <= _MOST else ""
        rows.append({"stem": stem, "feeds": f"{listed} "})
    if rows:
        put = sa.text("UPDATE passage_words SET feeds = :feeds WHERE stem = :stem")
        connection.execute(put, rows)
    connection.execute(sa.text("DROP TABLE held_stems"))
